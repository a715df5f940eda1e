using System.Net;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

/// <summary>Indexes that change while they are served: by the service, and by other processes.</summary>
public sealed class ChangeTests
{
    private const string Route = "/api/v1/indexes/photos/images";

    [Fact]
    public async Task Changes_AreOff_UnlessSwitchedOn()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] before = await File.ReadAllBytesAsync(service.IndexPath);
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route, RunningService.Image(RunningService.Copy("Wine", "rot45"))),
            403, "WritesDisabled");
        await RunningService.RefusedAsync(await service.Client.DeleteAsync(Route + "/1"), 403, "WritesDisabled");
        Assert.Equal(before, await File.ReadAllBytesAsync(service.IndexPath));
    }

    /// <summary>With the content that is meant, nothing else is removed.</summary>
    [Fact]
    public async Task Remove_WithIfMatch_RemovesThatContentAlone()
    {
        await using RunningService service = await StartWritableAsync();
        async Task<HttpResponseMessage> Remove(int id, string tag)
        {
            using var request = new HttpRequestMessage(HttpMethod.Delete, $"{Route}/{id}");
            Assert.True(request.Headers.TryAddWithoutValidation("If-Match", tag));
            return await service.Client.SendAsync(request);
        }

        string own = $"\"{(string)(await service.GetJsonAsync(Route + "/1"))["sha256"]!}\"";
        string other = $"\"{(string)(await service.GetJsonAsync(Route + "/2"))["sha256"]!}\"";
        await RunningService.RefusedAsync(await Remove(1, other), 412, "ImageChanged");
        await RunningService.RefusedAsync(await Remove(1, $"W/{own}"), 412, "ImageChanged");
        await RunningService.RefusedAsync(await Remove(1, own.Trim('"')), 400, "InvalidRequest");
        await RunningService.RefusedAsync(await Remove(999, own), 404, "ImageNotFound");
        Assert.Equal(19, (int)(await service.GetJsonAsync(Route))["total"]!);
        Assert.Equal(HttpStatusCode.NoContent, (await Remove(1, $"{other}, {own}")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await Remove(2, "*")).StatusCode);
        Assert.Equal(17, (int)(await service.GetJsonAsync(Route))["total"]!);
    }

    [Fact]
    public async Task Add_KeepsTheImage_AndItIsFoundAtOnce_AndAfterAStart()
    {
        await using RunningService service = await StartWritableAsync();
        byte[] image = await File.ReadAllBytesAsync(Path.Combine(TestData.Hostile, "exif-o_Landscape_6.jpg"));
        using var form = new MultipartFormDataContent { { RunningService.Image(image), "image", "../../../evil name.jpg" } };
        HttpResponseMessage answer = await service.Client.PostAsync(Route, form);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        JsonNode added = await RunningService.JsonOf(answer);
        Assert.Equal(("Added", 20L), ((string)added["outcome"]!, (long)added["image"]!["id"]!));
        Assert.Equal(Route + "/20", answer.Headers.Location!.OriginalString);
        Assert.Equal(20, (long)(await service.SearchAsync(image))["matches"]![0]!["image"]!["id"]!);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync(Route + "/20/thumbnail")).StatusCode);
        Assert.Equal("Unchanged",
            (string)(await RunningService.JsonOf(
                await service.Client.PostAsync(Route, RunningService.NamedForm(image, "again.jpg"))))["outcome"]!);

        string kept = Directory.GetFiles(service.Folder.At("uploads"), "*", SearchOption.AllDirectories).Single();
        Assert.Equal("evil name.jpg", Path.GetFileName(kept));
        Assert.Matches("^[0-9a-f]{64}$", Path.GetFileName(Path.GetDirectoryName(kept)!));
        Assert.Equal(service.Folder.At("uploads"), Path.GetDirectoryName(Path.GetDirectoryName(kept)));
        Assert.Equal(image, await File.ReadAllBytesAsync(kept));
        Assert.True(IndexFile.Open(service.IndexPath).TryGet(kept, out _));
    }

    [Fact]
    public async Task Add_KeepsNothing_OfWhatIsNoImage()
    {
        await using RunningService service = await StartWritableAsync();
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route, RunningService.Image("nonsense"u8.ToArray())), 422,
            "ImageUnreadable");
        byte[] heic = File.ReadAllBytes(Path.Combine(TestData.Tests, "data", "magick", "Wine_by_Jakkub_Mede.heic"));
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route, RunningService.Image(heic)), 422, "DecoderMissing");
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route, RunningService.Image([])), 422, "ImageUnreadable");
        Assert.Empty(Directory.GetFiles(service.Folder.At("uploads")));
        Assert.Equal(19, (await service.GetJsonAsync(Route))["total"]!.GetValue<int>());
    }

    [Fact]
    public async Task Add_TakesAnImageThatShowsNoTexture_AndFindsItsCopies()
    {
        await using RunningService service = await StartWritableAsync();
        byte[] flat = await File.ReadAllBytesAsync(Path.Combine(TestData.Hostile, "gen_flat_640x480.png"));
        await RunningService.JsonOf(await service.Client.PostAsync(Route, RunningService.Image(flat)));
        JsonNode added = await service.GetJsonAsync(Route + "/20");
        Assert.Equal((0, 1), ((int)added["features"]!, (int)added["pages"]!));
        JsonNode match = Assert.Single((await service.SearchAsync(flat))["matches"]!.AsArray())!;
        Assert.Equal((20, 1.0), ((int)match["image"]!["id"]!, (double)match["confidence"]!));
    }

    [Fact]
    public async Task Remove_TakesTheImageOut_AndLeavesItsFile()
    {
        await using RunningService service = await StartWritableAsync();
        long id = (long)(await service.SearchAsync(RunningService.Copy("Wine", "rot45")))["matches"]![0]!["image"]!["id"]!;
        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync($"{Route}/{id}")).StatusCode);
        await RunningService.RefusedAsync(await service.Client.DeleteAsync($"{Route}/{id}"), 404, "ImageNotFound");
        await RunningService.RefusedAsync(await service.Client.GetAsync($"{Route}/{id}"), 404, "ImageNotFound");
        Assert.DoesNotContain((await service.SearchAsync(RunningService.Copy("Wine", "rot45")))["matches"]!.AsArray(),
            m => (long)m!["image"]!["id"]! == id);
        Assert.True(File.Exists(TestData.Photo("Wine")));
        Assert.False(IndexFile.Open(service.IndexPath).TryGet(id, out _));
    }

    [Fact]
    public async Task ANewGeneration_IsTakenUp_WhileSearchesRun()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] query = RunningService.Copy("Wine", "scale50");
        using var end = new CancellationTokenSource();
        int searches = 0;
        Task[] clients = [.. Enumerable.Range(0, 3).Select(async _ =>
        {
            for (; !end.IsCancellationRequested; Interlocked.Increment(ref searches))
            {
                JsonNode answer = await service.SearchAsync(query);
                Assert.Equal("photos/Wine_by_Jakkub_Mede.jpg", (string)answer["matches"]![0]!["image"]!["file"]!);
            }
        })];
        ImageIndex index = IndexFile.Open(service.IndexPath);
        foreach (long id in new long[] { 1, 2, 3 })
        {
            index.Remove(id);
            IndexFile.Save(index);
            await UntilAsync(async () => (long)(await service.GetJsonAsync("/api/v1/indexes/photos"))["generation"]! == index.Generation);
        }

        await UntilAsync(() => Task.FromResult(Volatile.Read(ref searches) > 3 || clients.Any(c => c.IsFaulted)));
        end.Cancel();
        await Task.WhenAll(clients);
        Assert.Equal(16, (int)(await service.GetJsonAsync("/api/v1/indexes/photos"))["images"]!);
    }

    [Fact]
    public async Task ADamagedGeneration_IsNotTakenUp_AndAMendedOneIs()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] whole = await File.ReadAllBytesAsync(service.IndexPath);
        await ReplaceAsync(service.IndexPath, new byte[whole.Length]);
        await UntilAsync(async () => !(bool)(await service.GetJsonAsync("/api/v1/indexes/photos"))["isFresh"]!);
        Assert.NotEmpty((await service.SearchAsync(RunningService.Copy("Wine", "scale50")))["matches"]!.AsArray());
        Assert.Matches("imagesearch_index_reload_failures_total\\{index=\"photos\"\\} [1-9]",
            await service.Client.GetStringAsync("/metrics"));
        await ReplaceAsync(service.IndexPath, whole);
        await UntilAsync(async () => (bool)(await service.GetJsonAsync("/api/v1/indexes/photos"))["isFresh"]!);
    }

    [Fact]
    public async Task Adding_WhileAnotherProcessSaves_LosesNeither()
    {
        await using RunningService service = await StartWritableAsync();
        ImageIndex other = IndexFile.Open(service.IndexPath);
        other.Remove(1);
        IndexFile.Save(other);
        byte[] image = await File.ReadAllBytesAsync(Path.Combine(TestData.Hostile, "exif-o_Portrait_6.jpg"));
        await RunningService.JsonOf(await service.Client.PostAsync(Route, RunningService.Image(image)));
        ImageIndex saved = IndexFile.Open(service.IndexPath);
        Assert.Equal((19, false), (saved.ImageCount, saved.TryGet(1, out _)));
    }

    private static Task<RunningService> StartWritableAsync() =>
        RunningService.StartAsync((o, f) => o with { UploadFolder = f.At("uploads") });

    /// <summary>As a copying tool does that means well: beside, then in its place. The file that is served stays as it is mapped.</summary>
    private static async Task ReplaceAsync(string path, byte[] bytes)
    {
        await File.WriteAllBytesAsync(path + ".new", bytes);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static async Task UntilAsync(Func<Task<bool>> reached)
    {
        for (DateTime end = DateTime.UtcNow.AddSeconds(20); !await reached();)
        {
            Assert.True(DateTime.UtcNow < end, "it did not come to pass in 20 seconds");
            await Task.Delay(20);
        }
    }
}
