using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>imagesearch serve --follow, as processes.</summary>
public sealed class FollowTests : IDisposable
{
    private const int Kills = 6;

    private readonly TemporaryFolder _folder = new();

    private string Index => _folder.At("photos.imgidx");

    private string Replica => _folder.At("replica");

    private string Copy => Path.Combine(Replica, "photos.imgidx");

    public void Dispose() => _folder.Dispose();

    /// <summary>
    /// Primary and replica are killed at random moments, while the index is changed and written anew; after each, the replica's file is
    /// sound and a published state, and in the end the last one is served. IMAGESEARCH_KILLS says how often.
    /// </summary>
    [Fact]
    public async Task WhoeverIsKilled_TheReplicaHasAPublishedState()
    {
        MakeIndex(8);
        int kills = int.TryParse(Environment.GetEnvironmentVariable("IMAGESEARCH_KILLS"), CultureInfo.InvariantCulture, out int asked)
            ? asked : Kills;
        var random = new Random(1);
        var published = new HashSet<string>(StringComparer.Ordinal);
        ImageIndex index = IndexFile.Open(Index);
        IndexSnapshot original = index.Snapshot();
        int port = FreePort();
        ServedProcess? primary = null, replica = null;
        try
        {
            for (int kill = 1; kill <= kills; kill++)
            {
                primary ??= new ServedProcess(Index, "--allow-followers", "--urls", $"http://127.0.0.1:{port}");
                replica ??= new ServedProcess($"photos={Copy}", "--follow", $"http://127.0.0.1:{port}");
                Task pause = Task.Delay(random.Next(600));
                do
                {
                    Change(index, original, random, published);
                }
                while (!pause.IsCompleted);

                if (random.Next(3) > 0)
                {
                    replica.Dispose();
                    replica = null;
                }
                else
                {
                    primary.Dispose();
                    primary = null;
                }

                CheckCopy(published, $"kill {kill}");
            }

            primary ??= new ServedProcess(Index, "--allow-followers", "--urls", $"http://127.0.0.1:{port}");
            replica ??= new ServedProcess($"photos={Copy}", "--follow", $"http://127.0.0.1:{port}");
            await UntilServedAsync(replica, index.Generation);
            Assert.Equal(StateOf(index), StateOf(IndexFile.Open(Copy)));
            Assert.True(IndexCheck.Run(Copy).IsSound);
            Assert.DoesNotContain(Directory.GetFiles(Replica), f => f.EndsWith(".tmp", StringComparison.Ordinal));
        }
        finally
        {
            primary?.Dispose();
            replica?.Dispose();
        }
    }

    [Fact]
    public async Task AFolder_GetsCopiesOfAllIndexes_WhichAreServedWhileThePrimaryIsAway()
    {
        MakeIndex(3);
        File.Copy(Index, _folder.At("second.imgidx"));
        string key = Called.Here("new-key", _folder.At("keys"), "replica", "--scope", "follow").Output.Trim();
        await File.WriteAllTextAsync(_folder.At("key"), key + "\n");
        string address = $"http://127.0.0.1:{FreePort()}";
        string[] follow = ["--follow", address, "--follow-key-file", _folder.At("key")];
        Called none = Called.Here(["serve", Replica + "/", .. follow]);
        Assert.Equal(ExitCodes.Failed, none.ExitCode);
        Assert.Contains("has no copies yet", none.Errors, StringComparison.Ordinal);
        using (new ServedProcess(Index, _folder.At("second.imgidx"), "--keys", _folder.At("keys"), "--urls", address))
        {
            using var replica = new ServedProcess(Replica + "/", follow);
            await UntilServedAsync(replica, IndexFile.Open(Index).Generation, "photos");
            await UntilServedAsync(replica, IndexFile.Open(Index).Generation, "second");
            Called second = Called.AsProcess(["serve", Replica + "/", .. follow, "--urls", "http://127.0.0.1:0"]);
            Assert.Equal(ExitCodes.Failed, second.ExitCode);
            Assert.StartsWith("IndexLocked", second.Errors, StringComparison.Ordinal);
            Assert.Contains($"process {replica.ProcessId}", second.Errors, StringComparison.Ordinal);
        }

        using var alone = new ServedProcess(Replica, follow);
        await UntilServedAsync(alone, IndexFile.Open(Index).Generation, "photos");
        await UntilServedAsync(alone, IndexFile.Open(Index).Generation, "second");
    }

    [Theory]
    [InlineData("--follow", "nonsense")]
    [InlineData("--follow", "ftp://127.0.0.1")]
    [InlineData("--follow", "http://user:secret@127.0.0.1")]
    [InlineData("--follow", "http://127.0.0.1", "--follow-key-file", "/none/at/all")]
    [InlineData("--follow", "http://127.0.0.1", "--uploads", "/tmp")]
    [InlineData("--follow-key-file", "/none/at/all")]
    [InlineData("--follow-unencrypted")]
    public void WhatCannotBeFollowed_IsRefused(params string[] options)
    {
        Called called = Called.Here(["serve", $"photos={Copy}", .. options]);
        Assert.Equal(ExitCodes.Usage, called.ExitCode);
        Assert.DoesNotContain("secret", called.Errors, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Replica));
    }

    private void CheckCopy(HashSet<string> published, string when)
    {
        if (File.Exists(Copy))
        {
            IndexReport report = IndexCheck.Run(Copy);
            Assert.True(report.Problems.All(p => p.Part == "Header"), $"{when}: {string.Join('\n', report.Problems)}");
            Assert.Contains(StateOf(IndexFile.Open(Copy)), published);
        }
    }

    /// <summary>Replaces an image, saves, and now and then writes all anew.</summary>
    private static void Change(ImageIndex index, IndexSnapshot original, Random random, HashSet<string> published)
    {
        IndexEntry image = original.Entries[random.Next(original.Entries.Length)];
        index.Remove(index.TryGet(image.Image.Path, out IndexedImage? there) ? there.Id : 0);
        index.AddFrom(original, image);
        published.Add(StateOf(index));
        IndexFile.Save(index);
        if (random.Next(4) == 0)
        {
            IndexFile.Compact(index);
        }
    }

    private static string StateOf(ImageIndex index) => string.Create(CultureInfo.InvariantCulture,
        $"{index.Generation}: {string.Join(',', index.GetImages().Select(i => $"{i.Id} {Path.GetFileName(i.Path)}"))}");

    private static async Task UntilServedAsync(ServedProcess service, long generation, string name = "photos")
    {
        for (DateTime end = DateTime.UtcNow.AddMinutes(1); ; await Task.Delay(50))
        {
            using HttpResponseMessage answer = await service.Client.GetAsync(new Uri($"/api/v1/indexes/{name}", UriKind.Relative));
            string text = await answer.Content.ReadAsStringAsync();
            if (answer.IsSuccessStatusCode && (long)JsonNode.Parse(text)!["generation"]! == generation)
            {
                return;
            }

            Assert.True(DateTime.UtcNow < end, $"generation {generation} is not served: {text}");
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private void MakeIndex(int photos) => Assert.Equal(ExitCodes.Done, Called.Here(
        ["add", Index, .. Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal).Take(photos), "--features", "60"])
        .ExitCode);
}
