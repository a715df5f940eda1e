using System.Net;
using System.Text.Json.Nodes;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Service.Indexes;
using ImageSearch.Sift;
using ImageSearch.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>What others do to the files that are served: replaced, cut short, damaged, deleted, not there yet.</summary>
public sealed class IndexFileTests
{
    private const string Facts = "/api/v1/indexes/photos";
    private const string Images = Facts + "/images";

    /// <summary>As many images and generations in both: neither tells one file from the other.</summary>
    [Fact]
    public async Task AFileOfTheSameGeneration_TakesTheOthersPlace()
    {
        await using RunningService service = await RunningService.StartAsync();
        JsonNode before = await service.GetJsonAsync(Facts);
        using HttpResponseMessage list = await service.Client.GetAsync(Images);
        var settings = new IndexSettings(new ImagingSettings(), new SiftSettings(Features: 100));
        byte[] other = RunningService.MakeIndex(Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal), settings);
        await ReplaceAsync(service.IndexPath, other);
        await UntilAsync(async () => (int)(await service.GetJsonAsync(Facts))["features"]! == 100);
        JsonNode after = await service.GetJsonAsync(Facts);
        Assert.Equal(((long)before["generation"]!, (int)before["images"]!), ((long)after["generation"]!, (int)after["images"]!));
        Assert.NotEqual((long)before["rows"]!, (long)after["rows"]!);
        using var again = new HttpRequestMessage(HttpMethod.Get, Images) { Headers = { IfNoneMatch = { list.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(again)).StatusCode);
    }

    /// <summary>Neither length nor time tells that the file shows something else by now.</summary>
    [Fact]
    public async Task AThumbnail_OfAFileOfTheSameLengthAndTime_ShowsNothingElse()
    {
        await using RunningService service = await RunningService.StartAsync((o, f) => o with { UploadFolder = f.At("uploads") });
        byte[] first = RunningService.Copy("Wine", "rot45"), second = RunningService.Copy("Fossa", "scale50");
        int length = Math.Max(first.Length, second.Length) + 10;
        Array.Resize(ref first, length);
        Array.Resize(ref second, length);
        JsonNode added = await RunningService.JsonOf(await service.Client.PostAsync(Images, RunningService.Image(first)));
        string kept = Directory.GetFiles(service.Folder.At("uploads")).Single();
        DateTime time = File.GetLastWriteTimeUtc(kept);
        await File.WriteAllBytesAsync(kept, second);
        File.SetLastWriteTimeUtc(kept, time);
        string thumbnail = (string)added["image"]!["thumbnail"]!;
        await RunningService.RefusedAsync(await service.Client.GetAsync(thumbnail), 404, "ImageNotFound");
        await File.WriteAllTextAsync(kept, "no image at all");
        await RunningService.RefusedAsync(await service.Client.GetAsync(thumbnail), 404, "ImageNotFound");
        await File.WriteAllBytesAsync(kept, first);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync(thumbnail)).StatusCode);
    }

    /// <summary>A mapped file that is shorter by now may not be looked at: the process would end.</summary>
    [Fact]
    public async Task AMappedFileThatIsCutShort_Is503_UntilItIsWholeAgain()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with { IndexMemoryBytes = 0 });
        byte[] whole = await File.ReadAllBytesAsync(service.IndexPath);
        Assert.Contains("imagesearch_index_copied_bytes{index=\"photos\"} 0\n", await service.Client.GetStringAsync("/metrics"),
            StringComparison.Ordinal);
        Truncate(service.IndexPath, 100_000);
        byte[] query = RunningService.Copy("Wine", "scale50");
        const string Search = Facts + "/search";
        HttpResponseMessage answer = await service.Client.PostAsync(Search, RunningService.Image(query));
        await RunningService.RefusedAsync(answer, 503, "IndexChanged");
        Assert.NotNull(answer.Headers.RetryAfter);
        await RunningService.RefusedAsync(await service.Client.GetAsync(Images + "/1/similar"), 503, "IndexChanged");
        await RunningService.RefusedAsync(await service.Client.GetAsync(Facts + "/duplicates"), 503, "IndexChanged");
        await RunningService.RefusedAsync(await service.Client.PostAsync("/faiss/search", RunningService.Json("""{"k":1,"ids":[1]}""")),
            503,
            "IndexChanged");
        await UntilAsync(async () => (await service.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.ServiceUnavailable);
        await WriteAsync(service.IndexPath, whole);
        await UntilAsync(async () => (await service.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);
        Assert.NotEmpty((await service.SearchAsync(query))["matches"]!.AsArray());
    }

    [Fact]
    public async Task ACopiedFileThatIsCutShort_IsServedOn_AndMarked()
    {
        var lines = new LogLines();
        await using RunningService service = await RunningService.StartAsync(services: s => s.AddSingleton<ILoggerProvider>(lines));
        byte[] whole = await File.ReadAllBytesAsync(service.IndexPath);
        Truncate(service.IndexPath, 100_000);
        await UntilAsync(async () => !(bool)(await service.GetJsonAsync(Facts))["isFresh"]!);
        Assert.NotEmpty((await service.SearchAsync(RunningService.Copy("Wine", "scale50")))["matches"]!.AsArray());
        Assert.Equal("ready, but index photos is not fresh (IndexCorrupt)", await service.Client.GetStringAsync("/health/ready"));
        Assert.Contains("imagesearch_index_fresh{index=\"photos\"} 0\n", await service.Client.GetStringAsync("/metrics"),
            StringComparison.Ordinal);
        await Task.Delay(500);
        File.Delete(service.IndexPath);
        await UntilAsync(async () => await service.Client.GetStringAsync(
            "/health/ready") == "ready, but index photos is not fresh (IndexNotFound)");
        await WriteAsync(service.IndexPath, whole);
        await UntilAsync(async () => await service.Client.GetStringAsync("/health/ready") == "ready");

        // What is ready is told a moment later.
        await UntilAsync(() => Task.FromResult(lines.Texts.Any(t => t.Contains("can be read again", StringComparison.Ordinal))));

        // A line for each change, however often the file was looked at, and no stack trace.
        string[] told = [.. lines.Texts.Where(t => t.Contains("Index photos:", StringComparison.Ordinal))];
        Assert.Equal(["IndexCorrupt", "IndexNotFound", "can be read again"],
            told.Where(t => !t.Contains("generation", StringComparison.Ordinal))
            .Select(t => new[] { "IndexCorrupt", "IndexNotFound", "can be read again" }.Single(w =>
                t.Contains(w, StringComparison.Ordinal))));
        Assert.DoesNotContain(lines.Texts, t => t.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task AMissingIndex_AmongSeveral_StopsNoOther_AndComesLater()
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, f) => o with { Indexes = [new IndexSource("late", f.At("late.imgidx")), .. o.Indexes] });
        Assert.NotEmpty((await service.SearchAsync(RunningService.Copy("Wine", "scale50")))["matches"]!.AsArray());
        await RunningService.RefusedAsync(await service.Client.GetAsync("/api/v1/indexes/late"), 503, "IndexNotFound");
        await RunningService.RefusedAsync(await service.Client.GetAsync("/api/v1/indexes/late/images/1/similar"), 503, "IndexNotFound");
        await RunningService.RefusedAsync(await service.Client.GetAsync("/health/ready"), 503, "IndexNotFound");
        JsonArray listed = (await service.GetJsonAsync("/api/v1/indexes")).AsArray();
        Assert.Equal([("late", false, 0), ("photos", true, 19)],
            listed.Select(i => ((string)i!["name"]!, (bool)i["isFresh"]!, (int)i["images"]!)));
        File.Copy(service.IndexPath, service.Folder.At("late.imgidx"));
        await UntilAsync(async () => (await service.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);
        Assert.Equal(19, (int)(await service.GetJsonAsync("/api/v1/indexes/late"))["images"]!);
    }

    /// <summary>What a search reads cannot be taken away: the file is cut short and mended again and again, under load.</summary>
    [Fact]
    public async Task Searches_OfACopiedFile_NeverFail_WhateverIsDoneToIt()
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, _) => o with { Indexes = [.. o.Indexes, new IndexSource("other", o.Indexes[0].Path)] });
        byte[] whole = await File.ReadAllBytesAsync(service.IndexPath);
        NamedIndex index = service.Get<IndexSet>().Get("photos");
        Assert.True(index.CopiedBytes > 0);
        using var end = new CancellationTokenSource();
        Task[] clients = [.. Enumerable.Range(0, 2).Select(async _ =>
        {
            while (!end.IsCancellationRequested)
            {
                JsonNode answer = await RunningService.JsonOf(await service.Client.GetAsync(Images + "/1/similar?verify=false"));
                Assert.Equal(19, (int)answer["generation"]!);
            }
        })];
        for (int i = 0; i < 30; i++)
        {
            Truncate(service.IndexPath, 10_000 * i);
            await Task.Delay(20);
            await WriteAsync(service.IndexPath, whole);
        }

        await end.CancelAsync();
        await Task.WhenAll(clients);
    }

    private static void Truncate(string path, long length)
    {
        using FileStream file = Shared(path);
        file.SetLength(length);
    }

    /// <summary>As other programs write, which ask for no lock.</summary>
    private static FileStream Shared(string path) => new(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);

    private static async Task WriteAsync(string path, byte[] bytes)
    {
        await using FileStream file = Shared(path);
        await file.WriteAsync(bytes);
    }

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
