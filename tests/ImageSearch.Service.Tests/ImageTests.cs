using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using ImageSearch.Imaging;

namespace ImageSearch.Service.Tests;

public sealed class ImageTests
{
    private const string Route = "/api/v1/indexes/photos/images";

    [Fact]
    public async Task Indexes_AreListedWithTheirFacts()
    {
        await using RunningService service = await RunningService.StartAsync();
        JsonNode index = (await service.GetJsonAsync("/api/v1/indexes")).AsArray().Single()!;
        long rows = Storage.IndexFile.Open(service.IndexPath).RowCount;
        Assert.Equal(("photos", 19, rows, 19L),
            ((string)index["name"]!, (int)index["images"]!, (long)index["rows"]!, (long)index["generation"]!));
        Assert.Equal(index.ToJsonString(), (await service.GetJsonAsync("/api/v1/indexes/photos")).ToJsonString());
        await RunningService.RefusedAsync(await service.Client.GetAsync("/api/v1/indexes/none"), 404, "IndexNotFound");
    }

    [Fact]
    public async Task List_PagesThroughAllImagesOnce()
    {
        await using RunningService service = await RunningService.StartAsync();
        var ids = new List<long>();
        for (string? next = Route + "?limit=7"; next is not null;)
        {
            JsonNode page = await service.GetJsonAsync(next);
            Assert.Equal(19, (int)page["total"]!);
            Assert.InRange(page["images"]!.AsArray().Count, 1, 7);
            ids.AddRange(page["images"]!.AsArray().Select(i => (long)i!["id"]!));
            next = (string?)page["next"];
        }

        Assert.Equal(Enumerable.Range(1, 19).Select(i => (long)i), ids);
        foreach (string query in new[] { "limit=0", "limit=1001", "after=-1", "after=x" })
        {
            await RunningService.RefusedAsync(await service.Client.GetAsync($"{Route}?{query}"), 400, "InvalidRequest");
        }
    }

    [Fact]
    public async Task Thumbnail_IsAnUprightSmallJpeg()
    {
        await using RunningService service = await RunningService.StartAsync();
        byte[] jpeg = await service.Client.GetByteArrayAsync(Route + "/9/thumbnail?size=64");
        LoadedImage image = new ImageReader(new ImagingSettings()).Read(jpeg, "thumbnail");
        Assert.Equal(64, Math.Max(image.OriginalWidth, image.OriginalHeight));
        await RunningService.RefusedAsync(await service.Client.GetAsync(Route + "/9/thumbnail?size=99999"), 400, "InvalidRequest");
        await RunningService.RefusedAsync(await service.Client.GetAsync(Route + "/99/thumbnail"), 404, "ImageNotFound");
        Assert.Equal(9, (long)(await service.GetJsonAsync(Route + "/9"))["id"]!);
        await RunningService.RefusedAsync(await service.Client.GetAsync(Route + "/99"), 404, "ImageNotFound");
    }

    [Theory]
    [InlineData(Route)]
    [InlineData(Route + "/9/thumbnail")]
    [InlineData("/")]
    public async Task WhatTheClientHas_IsNotSentAgain(string path)
    {
        await using RunningService service = await RunningService.StartAsync();
        EntityTagHeaderValue tag = (await service.Client.GetAsync(path)).Headers.ETag!;
        using var again = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { IfNoneMatch = { tag } } };
        Assert.Equal(HttpStatusCode.NotModified, (await service.Client.SendAsync(again)).StatusCode);
        using var other = new HttpRequestMessage(HttpMethod.Get, path)
        { Headers = { IfNoneMatch = { new EntityTagHeaderValue("\"other\"") } } };
        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(other)).StatusCode);
    }
}
