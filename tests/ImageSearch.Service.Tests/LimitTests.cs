using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ImageSearch.Service.Tests;

/// <summary>What takes too much is refused, and others are served meanwhile.</summary>
public sealed class LimitTests
{
    private const string Route = "/api/v1/indexes/photos/search";

    [Fact]
    public async Task LongBodies_AreRefused_AnnouncedOrNot()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with { LimitBodyBytes = 100_000 });
        byte[] body = new byte[100_001];
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route, RunningService.Image(body)), 413, "RequestTooLarge");
        await RunningService.RefusedAsync(await service.Client.PostAsync("/faiss/search", RunningService.Image(body)), 413,
            "RequestTooLarge");
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route, RunningService.NamedForm(body, "a.jpg")), 413,
            "RequestTooLarge");
        using var chunked = new HttpRequestMessage(HttpMethod.Post, Route)
        { Content = RunningService.Image(body), Headers = { TransferEncodingChunked = true } };
        await RunningService.RefusedAsync(await service.Client.SendAsync(chunked), 413, "RequestTooLarge");
        string claimed = await RawHttp.SendAsync(service.Url,
            $"POST {Route} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999999\r\nConnection: close\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 413", claimed, StringComparison.Ordinal);
        Assert.Equal("pong", await service.Client.GetStringAsync("/ping"));
    }

    [Fact]
    public async Task SlowBodies_AreEnded_AndKeepNobodyFromSearching()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with
        {
            SlowestBodyBytesPerSecond = 1000,
            BodyGrace = TimeSpan.FromSeconds(1.5),
            ConcurrentSearches = 1,
            QueuedSearches = 2,
        });
        string head = $"POST {Route} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\nConnection: close\r\n\r\nslow";
        Task<string>[] slow = [RawHttp.SendAsync(service.Url, head), RawHttp.SendAsync(service.Url, head)];
        await Task.Delay(300);
        Assert.NotEmpty((await service.SearchAsync(RunningService.Copy("Wine", "scale50")))["matches"]!.AsArray());
        foreach (string answer in await Task.WhenAll(slow))
        {
            Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task WhatTakesTooLong_Is504()
    {
        await using RunningService service =
            await RunningService.StartAsync((o, _) => o with { RequestTimeout = TimeSpan.FromMilliseconds(400) });
        string head = $"POST {Route} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\nConnection: close\r\n\r\nslow";
        string answer = await RawHttp.SendAsync(service.Url, head);
        Assert.StartsWith("HTTP/1.1 504", answer, StringComparison.Ordinal);
        Assert.Contains("RequestTimedOut", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MoreThanMayWait_AreToldToComeAgain_AndFindRoomLater()
    {
        await using RunningService service =
            await RunningService.StartAsync((o, _) => o with { ConcurrentSearches = 1, QueuedSearches = 1 });
        using var first = new TcpClient();
        using var second = new TcpClient();
        foreach (TcpClient client in new[] { first, second })
        {
            await client.ConnectAsync(service.Url.Host, service.Url.Port);
            await client.GetStream()
                .WriteAsync(Encoding.Latin1.GetBytes($"POST {Route} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 50000\r\n\r\nx"));
        }

        await UntilAsync(async () => (await service.Client.GetStringAsync("/metrics"))
            .Contains("imagesearch_searches_waiting 2", StringComparison.Ordinal));
        HttpResponseMessage answer = await service.Client.PostAsync(Route, RunningService.Image(RunningService.Copy("Wine", "scale50")));
        await RunningService.RefusedAsync(answer, 429, "TooBusy");
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        await RunningService.RefusedAsync(await service.Client.GetAsync("/health/ready"), 503, "TooBusy");
        Assert.Equal("live", await service.Client.GetStringAsync("/health/live"));

        // The clients go; their places are free at once, though their searches never came.
        first.Close();
        second.Close();
        await UntilAsync(async () => (await service.Client.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);
        Assert.NotEmpty((await service.SearchAsync(RunningService.Copy("Wine", "scale50")))["matches"]!.AsArray());
    }

    [Fact]
    public async Task Stopping_FinishesWhatRuns()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with { ConcurrentSearches = 1 });
        byte[] query = RunningService.Copy("Wine", "scale50");
        Task<System.Text.Json.Nodes.JsonNode>[] running = [.. Enumerable.Range(0, 6).Select(_ => service.SearchAsync(query))];
        await UntilAsync(() => Task.FromResult(running.Any(r => r.IsCompleted)));
        await service.StopAsync();
        Assert.All(await Task.WhenAll(running), answer => Assert.NotEmpty(answer["matches"]!.AsArray()));
        await Assert.ThrowsAsync<HttpRequestException>(() => service.Client.GetStringAsync("/ping"));
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
