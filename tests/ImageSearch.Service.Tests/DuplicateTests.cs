using System.Net;
using System.Text.Json.Nodes;
using ImageSearch.Search;
using ImageSearch.Storage;

namespace ImageSearch.Service.Tests;

public sealed class DuplicateTests
{
    private const string Route = "/api/v1/indexes/photos/duplicates";

    [Fact]
    public async Task Groups_AreThoseOfTheFinder()
    {
        await using RunningService service = await StartAsync();
        IReadOnlyList<DuplicateImage> expected = DuplicateFinder.Find(IndexFile.Open(service.IndexPath).Snapshot(), new DuplicateOptions(KeepRule.Oldest));
        JsonNode page = await service.GetJsonAsync(Route + "?keep=oldest");
        Assert.Equal(2, (int)page["total"]!);
        Assert.Equal(
            expected.Where(d => !d.IsKeeper).Select(d => (d.Group, d.Keeper.Id, d.Image.Id, d.Comparison!.Relation.ToString(), d.Comparison.Inliers)),
            page["groups"]!.AsArray().SelectMany(g => g!["duplicates"]!.AsArray().Select(d =>
                ((int)g["group"]!, (long)g["keeper"]!["id"]!, (long)d!["image"]!["id"]!, (string)d["relation"]!, (int)d["inliers"]!))));
        Assert.Null(page["next"]);
        Assert.DoesNotContain(service.Folder.Path, page.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Groups_ComeInPages_AndMirroredOnesWhenAskedFor()
    {
        await using RunningService service = await StartAsync();
        Assert.Empty((await service.GetJsonAsync(Route + "?after=2"))["groups"]!.AsArray());
        var groups = new List<int>();
        int pages = 0;
        for (string? next = Route + "?includeMirrored=true&limit=1&minimumConfidence=0.9"; next is not null; pages++)
        {
            JsonNode page = await service.GetJsonAsync(next);
            groups.AddRange(page["groups"]!.AsArray().Select(g => (int)g!["group"]!));
            next = (string?)page["next"];
        }

        Assert.Equal([1, 2, 3], groups);
        Assert.Equal(3, pages);
    }

    [Fact]
    public async Task TheSamePage_IsNotSentAgain_UntilTheIndexChanges()
    {
        await using RunningService service = await StartAsync();
        HttpResponseMessage first = await service.Client.GetAsync(Route);
        using var again = new HttpRequestMessage(HttpMethod.Get, Route) { Headers = { IfNoneMatch = { first.Headers.ETag! } } };
        Assert.Equal(HttpStatusCode.NotModified, (await service.Client.SendAsync(again)).StatusCode);
        string id = (string)(await RunningService.JsonOf(first))["groups"]![0]!["duplicates"]![0]!["image"]!["id"]!.ToJsonString();
        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.DeleteAsync("/api/v1/indexes/photos/images/" + id)).StatusCode);
        Assert.Equal(1, (int)(await service.GetJsonAsync(Route))["total"]!);
    }

    [Theory]
    [InlineData("keep=Best")]
    [InlineData("keep=0")]
    [InlineData("includeMirrored=maybe")]
    [InlineData("minimumConfidence=1.1")]
    [InlineData("minimumConfidence=NaN")]
    [InlineData("minimumConfidence=-0")]
    [InlineData("limit=0")]
    [InlineData("after=-1")]
    public async Task OptionsOutOfRange_AreRefused(string query)
    {
        await using RunningService service = await RunningService.StartAsync();
        await RunningService.RefusedAsync(await service.Client.GetAsync($"{Route}?{query}"), 400, "InvalidRequest");
    }

    [Fact]
    public async Task WhatTakesTooLong_IsEnded_AndLeavesItsPlace()
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, _) => o with { RequestTimeout = TimeSpan.FromMilliseconds(1), ConcurrentSearches = 1, QueuedSearches = 0 });
        for (int i = 0; i < 3; i++)
        {
            await RunningService.RefusedAsync(await service.Client.GetAsync(Route), 504, "RequestTimedOut");
        }
    }

    /// <summary>Two photos with a copy each, one with a mirrored one.</summary>
    private static async Task<RunningService> StartAsync()
    {
        RunningService service = await RunningService.StartAsync((o, f) => o with { UploadFolder = f.At("uploads") });
        foreach (byte[] copy in new[] { RunningService.Copy("Wine", "scale50"), RunningService.Copy("Bridge", "jpeg15"), RunningService.Mirrored("Kleiber") })
        {
            await RunningService.JsonOf(await service.Client.PostAsync("/api/v1/indexes/photos/images", RunningService.Image(copy)));
        }

        return service;
    }
}
