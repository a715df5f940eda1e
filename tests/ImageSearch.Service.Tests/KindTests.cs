using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>An index of the kind Inverted, as it is served.</summary>
public sealed class KindTests
{
    private const string Inverted = "/api/v1/indexes/inverted", Flat = "/api/v1/indexes/photos";

    [Fact]
    public async Task Facts_HaveTheKindAndTheLists()
    {
        await using RunningService service = await RunningService.StartAsync(RunningService.WithInverted);
        JsonNode facts = await service.GetJsonAsync(Inverted);
        Assert.Equal(("Inverted", false), ((string)facts["kind"]!, (bool)facts["hasDamagedLists"]!));
        Assert.Matches("^finds [0-9]+ of 100 nearest rows, 4 cells visited$", (string)facts["kindDescription"]!);
        Assert.Equal((long)facts["rows"]!, (long)facts["rowsListed"]!);
        Assert.InRange((int)facts["cells"]!, 2, 100_000);
        Assert.InRange((double)facts["recall"]!, 0.5, 1);
        JsonObject flat = (await service.GetJsonAsync(Flat)).AsObject();
        Assert.Equal(("Flat", "compares all rows"), ((string)flat["kind"]!, (string)flat["kindDescription"]!));
        Assert.All(["cells", "rowsListed", "recall"], name => Assert.False(flat.ContainsKey(name)));
    }

    [Theory]
    [InlineData("")]
    [InlineData("&exact=true")]
    [InlineData("&effort=64")]
    [InlineData("&effort=1&verify=false&maximumMatches=1")]
    public async Task Searches_TakeEfforts(string option)
    {
        await using RunningService service = await RunningService.StartAsync(RunningService.WithInverted);
        JsonNode answer = await RunningService.JsonOf(await service.Client.PostAsync(
            $"{Inverted}/search?neighbours=5{option}", RunningService.Image(RunningService.Copy("Wine", "crop50"))));
        Assert.StartsWith("Wine", (string)answer["matches"]![0]!["image"]!["file"]!.ToString().Split('/')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Descriptors_TakeEfforts()
    {
        await using RunningService service = await RunningService.StartAsync(RunningService.WithInverted);
        StringContent Rows() => RunningService.Json($"{{\"descriptors\":[[{string.Join(',', Enumerable.Repeat(9, 128))}]]}}");
        await RunningService.JsonOf(await service.Client.PostAsync($"{Inverted}/search/descriptors?effort=16", Rows()));
        await RunningService.RefusedAsync(
            await service.Client.PostAsync($"{Flat}/search/descriptors?effort=16", Rows()), 400, "InvalidRequest");
    }

    [Theory]
    [InlineData(Flat, "effort=4", "has no cells")]
    [InlineData(Inverted, "effort=4&exact=true", "takes no effort")]
    [InlineData(Inverted, "exact=perhaps", "true or false")]
    [InlineData(Inverted, "effort=High", "whole number")]
    public async Task WhatHasNoEffect_IsRefused(string index, string query, string why)
    {
        await using RunningService service = await RunningService.StartAsync(RunningService.WithInverted);
        string problem = await RunningService.RefusedAsync(
            await service.Client.GetAsync($"{index}/images/1/similar?{query}"), 400, "InvalidRequest");
        Assert.Contains(why, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task DamagedLists_AreToldOnce_AndSearchedWithout(bool isMapped)
    {
        var lines = new LogLines();
        await using RunningService service = await RunningService.StartAsync(
            (o, folder) =>
            {
                ServiceOptions options = RunningService.WithInverted(o, folder);
                string path = options.Indexes[^1].Path;
                byte[] bytes = File.ReadAllBytes(path);

                // The lists are what this file has more than one without them, and lie before the catalog.
                bytes[^(bytes.Length / 10)] ^= 1;
                File.WriteAllBytes(path, bytes);
                return isMapped ? options with { IndexMemoryBytes = 0 } : options;
            }, services => services.AddSingleton<ILoggerProvider>(lines));
        for (int i = 0; i < 3; i++)
        {
            JsonNode answer = await service.GetJsonAsync($"{Inverted}/images/19/similar?verify=false");
            Assert.NotEmpty(answer["matches"]!.AsArray());
        }

        JsonNode facts = await service.GetJsonAsync(Inverted);
        Assert.True((bool)facts["hasDamagedLists"]!);
        Assert.Equal("compares all rows, as its lists are damaged", (string)facts["kindDescription"]!);
        Assert.Equal("ready, but index inverted has damaged lists", await service.Client.GetStringAsync("/health/ready"));
        Assert.Single(lines.Texts, t => t.StartsWith("Warning: Index inverted: its lists are damaged", StringComparison.Ordinal));
    }
}
