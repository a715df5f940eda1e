using System.Net;
using System.Text.Json.Nodes;
using ImageSearch.Duplicates;
using ImageSearch.Storage;

namespace ImageSearch.Service.Tests;

public sealed class DuplicateTests
{
    private const string Route = "/api/v1/indexes/photos/duplicates";

    [Fact]
    public async Task Groups_AreThoseOfTheFinder()
    {
        await using RunningService service = await StartAsync();
        DuplicateResult expected =
            DuplicateFinder.Find(IndexFile.Open(service.IndexPath).Snapshot(), new DuplicateOptions(KeepRule.Oldest));
        JsonNode page = await service.GetJsonAsync(Route + "?keep=oldest");
        Assert.Equal(2, (int)page["total"]!);
        Assert.Equal(
            expected.Groups.SelectMany(
                g => g.Duplicates.Select(d => (g.Number, g.Keeper.Id, d.Image.Id, d.Comparison.Relation.ToString(), d.Comparison.Inliers))),
            page["groups"]!.AsArray().SelectMany(g => g!["duplicates"]!.AsArray().Select(d =>
                ((int)g["group"]!, (long)g["keeper"]!["id"]!, (long)d!["image"]!["id"]!, (string)d["relation"]!, (int)d["inliers"]!))));
        Assert.All(page["groups"]!.AsArray().SelectMany(g => g!["duplicates"]!.AsArray()), d =>
        {
            Assert.StartsWith("the same picture", (string)d!["verdict"]!, StringComparison.Ordinal);
            Assert.True((bool)d["isConfirmed"]!);
            Assert.InRange((double)d["agreement"]!, 0.9, 1);
        });
        Assert.Empty(page["problems"]!.AsArray());
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
        for (string? next = Route + "?relation=resized,Reencoded,Mirrored&limit=1&minimumConfidence=0.9"; next is not null; pages++)
        {
            JsonNode page = await service.GetJsonAsync(next);
            groups.AddRange(page["groups"]!.AsArray().Select(g => (int)g!["group"]!));
            next = (string?)page["next"];
        }

        Assert.Equal([1, 2, 3], groups);
        Assert.Equal(3, pages);
    }

    /// <summary>Who has the answer already costs no search, which may take minutes.</summary>
    [Fact]
    public async Task WhatAClientHasAlready_IsLookedAt_BeforeASearchBegins()
    {
        await using RunningService service = await StartAsync();
        HttpResponseMessage list = await service.Client.GetAsync("/api/v1/indexes/photos/images");
        using var known = new HttpRequestMessage(HttpMethod.Get, Route) { Headers = { IfNoneMatch = { list.Headers.ETag! } } };
        using HttpResponseMessage answer = await service.Client.SendAsync(known);
        Assert.Equal((HttpStatusCode.NotModified, list.Headers.ETag), (answer.StatusCode, answer.Headers.ETag));
        const string Searched = "stage=\"duplicates\"";
        Assert.DoesNotContain(Searched, await service.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.GetAsync(Route)).StatusCode);
        Assert.Contains(Searched, await service.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
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

    /// <summary>Nothing is offered for deletion on the word of an index that is out of date.</summary>
    [Fact]
    public async Task FilesThatAreNotWhatWasIndexed_AreTold_AndLeftOut()
    {
        await using RunningService service = await StartAsync();
        string[] uploads = Directory.GetFiles(service.Folder.At("uploads"), "*", SearchOption.AllDirectories);
        Assert.Equal(3, uploads.Length);
        Array.ForEach(uploads, File.Delete);
        JsonNode page = await service.GetJsonAsync(Route);
        Assert.Equal(0, (int)page["total"]!);
        Assert.Equal(["Missing", "Missing"], page["problems"]!.AsArray().Select(p => (string)p!["condition"]!));
        Assert.DoesNotContain(service.Folder.Path, page.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("keep=Best")]
    [InlineData("keep=0")]
    [InlineData("relation=None")]
    [InlineData("relation=Resized,,Cropped")]
    [InlineData("relation=8")]
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
    public async Task WhatTakesLong_GoesOn_AndIsToldWhenAskedAgain()
    {
        await using RunningService service = await StartAsync(o => o with { DuplicatesWait = TimeSpan.Zero, ConcurrentSearches = 1 });
        int pending = 0;
        HttpResponseMessage answer = await service.Client.GetAsync(Route + "?relation=Resized,Reencoded,Mirrored");
        for (; answer.StatusCode == HttpStatusCode.Accepted; pending++)
        {
            Assert.True(pending < 1000, "it never ends");
            Assert.Equal("Searching", (string)(await RunningService.JsonOf(answer))["state"]!);
            Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);

            // Meanwhile searches have their slot to themselves.
            Assert.NotEmpty((await service.SearchAsync(RunningService.Copy("Fossa", "scale50")))["matches"]!.AsArray());
            await Task.Delay(50);
            answer = await service.Client.GetAsync(Route + "?relation=Resized,Reencoded,Mirrored");
        }

        Assert.True(pending > 0, "it took no time at all");
        Assert.Equal(3, (int)(await RunningService.JsonOf(answer))["total"]!);
    }

    /// <summary>Two photos with a copy each, one with a mirrored one.</summary>
    private static async Task<RunningService> StartAsync(Func<ServiceOptions, ServiceOptions>? change = null)
    {
        RunningService service =
            await RunningService.StartAsync((o, f) => (change ?? (same => same))(o with { UploadFolder = f.At("uploads") }));
        foreach (byte[] copy in new[] { RunningService.Copy("Wine", "scale50"), RunningService.Copy("Bridge", "jpeg15"),
            RunningService.Mirrored("Kleiber") })
        {
            await RunningService.JsonOf(await service.Client.PostAsync("/api/v1/indexes/photos/images", RunningService.Image(copy)));
        }

        return service;
    }
}
