using System.Net;
using System.Text.Json.Nodes;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Replica;
using ImageSearch.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>Read replicas: services that follow another one.</summary>
public sealed class FollowTests
{
    private const string Index = "/api/v1/indexes/photos", Images = Index + "/images";

    [Fact]
    public async Task AReplica_AnswersAsItsPrimaryDoes_ToTheByte()
    {
        await using RunningService primary = await Replicas.PrimaryAsync(RunningService.WithInverted);
        await using RunningService replica = await Replicas.FollowAsync(primary.Url, ["photos", "inverted"]);
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        await Replicas.UntilSameAsync(replica, primary.Folder.At("inverted.imgidx"), "inverted");
        await AssertSameAnswersAsync(primary, replica);

        byte[] added = await File.ReadAllBytesAsync(Path.Combine(TestData.Hostile, "exif-o_Landscape_6.jpg"));
        await RunningService.JsonOf(await primary.Client.PostAsync(Images, RunningService.Image(added)));
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        Assert.Equal(20, (long)(await replica.SearchAsync(added))["matches"]![0]!["image"]!["id"]!);
        await AssertSameAnswersAsync(primary, replica);

        Assert.Equal(HttpStatusCode.NoContent, (await primary.Client.DeleteAsync(Images + "/3")).StatusCode);
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        await AssertSameAnswersAsync(primary, replica);
        Assert.Equal((1, 2), ((int)await Replicas.MetricAsync(replica, "imagesearch_follow_loads_total"),
            (int)await Replicas.MetricAsync(replica, "imagesearch_follow_appends_total")));

        // Another process writes the file anew.
        IndexFile.Compact(IndexFile.Open(primary.IndexPath));
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        await AssertSameAnswersAsync(primary, replica);
        Assert.Equal(2, await Replicas.MetricAsync(replica, "imagesearch_follow_loads_total"));
        Assert.Equal(await File.ReadAllBytesAsync(primary.IndexPath),
            await File.ReadAllBytesAsync(replica.Folder.At("replica/photos.imgidx")));
        Assert.Equal(0, await Replicas.MetricAsync(replica, "imagesearch_follow_failures_total"));
        Assert.Equal(await Replicas.MetricAsync(primary, "imagesearch_index_generation"),
            await Replicas.MetricAsync(replica, "imagesearch_follow_primary_generation"));
    }

    [Fact]
    public async Task AReplica_RefusesChanges_AndNamesItsPrimary()
    {
        await using RunningService primary = await Replicas.PrimaryAsync();
        await using RunningService replica = await Replicas.FollowAsync(primary.Url);
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        string told = await RunningService.RefusedAsync(
            await replica.Client.PostAsync(Images, RunningService.Image(RunningService.Copy("Wine", "rot45"))), 403, "FollowsPrimary");
        Assert.Contains(primary.Url.AbsoluteUri, told, StringComparison.Ordinal);
        await RunningService.RefusedAsync(await replica.Client.DeleteAsync(Images + "/1"), 403, "FollowsPrimary");
        Assert.False((bool)(await replica.GetJsonAsync(Index))["isWritable"]!);
        string file = replica.Folder.At("replica/photos.imgidx");
        Assert.Equal(ErrorKind.IndexLocked, Assert.Throws<IndexException>(() => IndexLock.Take(file)).Kind);
        Assert.Throws<ArgumentException>(() => new ServiceOptions
        {
            Indexes = [new IndexSource("photos", file)],
            UploadFolder = replica.Folder.At("uploads"),
            Follow = Replicas.Options(primary.Url),
        }.Validate());
    }

    [Fact]
    public async Task AReplica_IsReadyOnceItHasACopy_AndStaysSo_ThroughRestartsOfEither()
    {
        await using RunningService primary = await Replicas.PrimaryAsync();
        await using var network = new CuttingProxy(primary.Url.Port, 1) { IsDown = true };
        var lines = new LogLines();
        string file;
        using var kept = new TemporaryFolder();
        await using (RunningService replica = await Replicas.FollowAsync(network.Url, null, null,
            s => s.AddSingleton<ILoggerProvider>(lines)))
        {
            file = replica.Folder.At("replica/photos.imgidx");
            await RunningService.RefusedAsync(await replica.Client.GetAsync("/health/ready"), 503, "IndexNotFound");
            Assert.Contains("read replica", await RunningService.RefusedAsync(await replica.Client.GetAsync(Index), 503, "IndexNotFound"),
                StringComparison.Ordinal);
            await Replicas.UntilAsync(async () => await Replicas.MetricAsync(replica, "imagesearch_follow_failures_total") > 2,
                "it failed three times");
            Assert.Equal(0, await Replicas.MetricAsync(replica, "imagesearch_follow_up"));
            network.IsDown = false;
            await Replicas.UntilSameAsync(replica, primary.IndexPath);
            Assert.Equal("ready", await replica.Client.GetStringAsync("/health/ready"));
            File.Copy(file, kept.At("photos.imgidx"));
        }

        Assert.Single(lines.Of("ImageSearch.Service.Following.Follower"), l => l.StartsWith("Warning", StringComparison.Ordinal)
            && l.Contains("there is nothing to serve yet; known to be current: never", StringComparison.Ordinal));

        // The replica starts again while the primary is away: what it has is served.
        network.IsDown = true;
        await using RunningService again = await Replicas.FollowAsync(network.Url, null,
            (o, _) => o with { Indexes = [new IndexSource("photos", kept.At("photos.imgidx"))] });
        Assert.NotEmpty((await again.SearchAsync(RunningService.Copy("Wine", "rot45")))["matches"]!.AsArray());
        await Replicas.UntilAsync(async () => await again.Client.GetStringAsync("/health/ready") == "ready, but index photos is stale",
            "it says that it is stale");
        network.IsDown = false;
        await Replicas.UntilAsync(async () => await again.Client.GetStringAsync("/health/ready") == "ready", "it follows again");
        Assert.Equal(0, await Replicas.MetricAsync(again, "imagesearch_follow_loaded_bytes_total"));
        Assert.InRange(await Replicas.MetricAsync(again, "imagesearch_follow_lag_seconds"), 0, 60);
        network.IsDown = true;
        await Replicas.UntilAsync(async () => (await again.Client.GetStringAsync("/health/ready")).StartsWith(
            "ready, but index photos is stale since 20", StringComparison.Ordinal), "it says since when it is stale");
    }

    [Fact]
    public async Task Thumbnails_OfImagesThatAreNotHere_AreThePrimarys()
    {
        await using RunningService primary = await Replicas.PrimaryAsync();
        await using RunningService replica = await Replicas.FollowAsync(primary.Url);
        byte[] image = RunningService.Copy("Wine", "rot45");
        await RunningService.JsonOf(await primary.Client.PostAsync(Images, RunningService.NamedForm(image, "own.jpg")));
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        string kept = Directory.GetFiles(primary.Folder.At("uploads"), "*", SearchOption.AllDirectories).Single();
        byte[] large = await primary.Client.GetByteArrayAsync(Images + "/20/thumbnail?size=100");

        // Where the file is on a share, the replica makes it by itself; where it is not, the primary that knows it still does.
        File.Move(kept, kept + ".away");
        Assert.Equal(large, await replica.Client.GetByteArrayAsync(Images + "/20/thumbnail?size=100"));
        await RunningService.RefusedAsync(await replica.Client.GetAsync(Images + "/20/thumbnail?size=101"), 404, "ImageNotFound");
        await primary.StopAsync();
        Assert.Equal(large, await replica.Client.GetByteArrayAsync(Images + "/20/thumbnail?size=100"));
        await RunningService.RefusedAsync(await replica.Client.GetAsync(Images + "/20/thumbnail?size=102"), 404, "ImageNotFound");
    }

    [Fact]
    public async Task AReplicaOfAReplica_Works()
    {
        await using RunningService primary = await Replicas.PrimaryAsync();
        await using RunningService middle = await Replicas.FollowAsync(primary.Url, null, (o, _) => o with { AllowFollowers = true });
        await using RunningService last = await Replicas.FollowAsync(middle.Url);
        await Replicas.UntilSameAsync(last, primary.IndexPath);
        await primary.Client.DeleteAsync(Images + "/5");
        await Replicas.UntilSameAsync(last, primary.IndexPath);
        await AssertSameAnswersAsync(primary, last, "photos");
    }

    [Fact]
    public async Task AnOlderFileAtThePrimary_IsFollowed_AndSaid()
    {
        await using RunningService primary = await Replicas.PrimaryAsync();
        byte[] backup = await File.ReadAllBytesAsync(primary.IndexPath);
        var lines = new LogLines();
        await using RunningService replica = await Replicas.FollowAsync(primary.Url, null, null,
            s => s.AddSingleton<ILoggerProvider>(lines));
        await primary.Client.DeleteAsync(Images + "/5");
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        string beside = primary.IndexPath + ".older";
        await File.WriteAllBytesAsync(beside, backup);
        File.Move(beside, primary.IndexPath, overwrite: true);
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        Assert.Equal(HttpStatusCode.OK, (await replica.Client.GetAsync(Images + "/5")).StatusCode);
        Assert.Contains(lines.Texts, l => l.StartsWith("Warning: Index photos: the primary went back from generation",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task AFullDisk_LeavesTheOldState_AndItGoesOnOnceThereIsRoom()
    {
        await using RunningService primary = await Replicas.PrimaryAsync();
        var disk = new FullDisk();
        var lines = new LogLines();
        await using RunningService replica = await Replicas.FollowAsync(primary.Url, null, null,
            s => s.AddSingleton<IStorageFiles>(disk).AddSingleton<ILoggerProvider>(lines));
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        string before = await replica.Client.GetStringAsync(Images);
        disk.IsFull = true;
        await primary.Client.DeleteAsync(Images + "/5");
        await Replicas.UntilAsync(async () => await Replicas.MetricAsync(replica, "imagesearch_follow_failures_total") > 1, "it failed");
        Assert.Equal(before, await replica.Client.GetStringAsync(Images));
        Assert.Equal(0, await Replicas.MetricAsync(replica, "imagesearch_follow_up"));
        Assert.Contains("is stale since", await replica.Client.GetStringAsync("/health/ready"), StringComparison.Ordinal);
        Assert.Single(lines.Texts, l => l.StartsWith("Warning", StringComparison.Ordinal)
            && l.Contains("No space left", StringComparison.Ordinal) && l.Contains("is served on", StringComparison.Ordinal));
        disk.IsFull = false;
        await Replicas.UntilSameAsync(replica, primary.IndexPath);
        await AssertSameAnswersAsync(primary, replica, "photos");
    }

    [Fact]
    public async Task AReplicasFileThatIsDamaged_IsLoadedAnew()
    {
        await using RunningService primary = await Replicas.PrimaryAsync();
        using var kept = new TemporaryFolder();
        string file = kept.At("photos.imgidx");
        foreach (int at in new[] { -1, 0, 4096, 8192 + 5000 })
        {
            byte[] bytes = await File.ReadAllBytesAsync(primary.IndexPath);
            bytes.AsSpan(Math.Max(at, 0), at < 0 ? 8192 : 8).Fill(1);
            await File.WriteAllBytesAsync(file, bytes);
            await File.WriteAllTextAsync(file + IndexReplica.MarkExtension, "");
            await using RunningService replica = await Replicas.FollowAsync(primary.Url, null,
                (o, _) => o with { Indexes = [new IndexSource("photos", file)] });
            await Replicas.UntilAsync(async () => (await replica.Client.GetAsync(Index)).IsSuccessStatusCode, "it serves");
            await AssertSameAnswersAsync(primary, replica, "photos");
        }
    }

    [Fact]
    public async Task AnIndexOfItsOwn_IsNotReplaced()
    {
        await using RunningService primary = await Replicas.PrimaryAsync(RunningService.WithInverted);
        using var own = new TemporaryFolder();
        string file = own.At("photos.imgidx");
        File.Copy(primary.Folder.At("inverted.imgidx"), file);
        byte[] before = await File.ReadAllBytesAsync(file);
        var lines = new LogLines();
        await using (await Replicas.FollowAsync(primary.Url, null, (o, _) => o with { Indexes = [new IndexSource("photos", file)] },
            s => s.AddSingleton<ILoggerProvider>(lines)))
        {
            await Replicas.UntilAsync(
                () => Task.FromResult(lines.Texts.Any(l => l.Contains("is an index of its own", StringComparison.Ordinal))),
                "it says that it does not replace it");
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(file));
        Assert.Equal([file], Directory.GetFiles(own.Path));

        // What somebody copied there by hand is followed.
        File.Copy(primary.IndexPath, file, overwrite: true);
        await primary.Client.DeleteAsync(Images + "/5");
        await using RunningService replica = await Replicas.FollowAsync(primary.Url, null,
            (o, _) => o with { Indexes = [new IndexSource("photos", file)] });
        await Replicas.UntilAsync(async () => (await replica.Client.GetAsync(Images + "/5")).StatusCode == HttpStatusCode.NotFound,
            "it follows");
        Assert.Equal(0, await Replicas.MetricAsync(replica, "imagesearch_follow_loads_total"));
        IndexFile.Compact(IndexFile.Open(primary.IndexPath));
        await Replicas.UntilAsync(async () => await Replicas.MetricAsync(replica, "imagesearch_follow_loads_total") == 1,
            "it loads the file that was written anew");
    }

    [Fact]
    public async Task TwoReplicasInOneFolder_AreOneTooMany()
    {
        await using RunningService primary = await Replicas.PrimaryAsync();
        await using RunningService replica = await Replicas.FollowAsync(primary.Url);
        IndexException error = await Assert.ThrowsAsync<IndexException>(() => Replicas.FollowAsync(primary.Url, null,
            (o, _) => o with { Indexes = [new IndexSource("photos", replica.Folder.At("replica/photos.imgidx"))] }));
        Assert.Equal(ErrorKind.IndexLocked, error.Kind);
    }

    /// <summary>Of lists, searches and images; what tells when a service took an index up is its own.</summary>
    private static async Task AssertSameAnswersAsync(RunningService primary, RunningService replica, params string[] names)
    {
        foreach (string name in names.Length > 0 ? names : ["photos", "inverted"])
        {
            string index = $"/api/v1/indexes/{name}";
            foreach (string route in new[] { $"{index}/images", $"{index}/images/1", $"{index}/images/2/similar?pairs=true",
                $"{index}/images/7/similar?verify=false&neighbours=3" })
            {
                Assert.Equal(await TextOf(await primary.Client.GetAsync(route)), await TextOf(await replica.Client.GetAsync(route)));
            }

            foreach (string copy in new[] { "scale50", "crop50", "rot45" })
            {
                byte[] query = RunningService.Copy("Wine", copy);
                Assert.Equal(await TextOf(await primary.Client.PostAsync($"{index}/search?pairs=true", RunningService.Image(query))),
                    await TextOf(await replica.Client.PostAsync($"{index}/search?pairs=true", RunningService.Image(query))));
            }
        }

        static async Task<string> TextOf(HttpResponseMessage answer)
        {
            string text = await answer.Content.ReadAsStringAsync();
            Assert.True(answer.IsSuccessStatusCode, text);
            JsonNode json = JsonNode.Parse(text)!;
            Strip(json);
            return json.ToJsonString();
        }

        // Uploads lie at the primary: a replica has no folder of them to give away.
        static void Strip(JsonNode? json)
        {
            (json as JsonObject)?.Remove("milliseconds");
            (json as JsonObject)?.Remove("original");
            foreach (JsonNode? inner in json is JsonObject members ? members.Select(m => m.Value) : json as JsonArray ?? [])
            {
                Strip(inner);
            }
        }
    }

    /// <summary>A disk that takes nothing while it is full.</summary>
    private sealed class FullDisk : IStorageFiles
    {
        public volatile bool IsFull;

        public Stream Create(string path) => IsFull ? throw Full() : DiskFiles.Instance.Create(path);

        public Stream OpenToWrite(string path) => IsFull ? throw Full() : DiskFiles.Instance.OpenToWrite(path);

        public void Flush(Stream file) => DiskFiles.Instance.Flush(file);

        public void Replace(string beside, string target) => DiskFiles.Instance.Replace(beside, target);

        private static IOException Full() => new("No space left on device.");
    }
}
