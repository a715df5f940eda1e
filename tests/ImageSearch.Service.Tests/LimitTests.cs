using System.Net;
using System.Net.Sockets;
using System.Text;
using ImageSearch.Service.Searching;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

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

    /// <summary>Ten times as many as may search and wait, each slowly enough to last for hours and quickly enough for the server's least
    /// speed.</summary>
    [Fact]
    public async Task SlowBodies_KeepNobodyFromSearching()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) =>
            o with { ConcurrentSearches = 1, QueuedSearches = 3 });
        using SlowClients slow = await SlowClients.StartAsync(service.Url, Route, 40);
        await UntilAsync(async () => (await service.Client.GetStringAsync("/metrics"))
            .Contains("imagesearch_bodies_reading 40", StringComparison.Ordinal));
        for (int i = 0; i < 3; i++)
        {
            Assert.NotEmpty((await service.SearchAsync(RunningService.Copy("Wine", "scale50")))["matches"]!.AsArray());
        }

        Assert.Equal("ready", await service.Client.GetStringAsync("/health/ready"));
    }

    [Fact]
    public async Task WhereNoMoreBodiesAreRead_TheSlowestEnds_AndTheNewOneComes()
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, _) => o with { ConcurrentBodies = 2, BodyGrace = TimeSpan.FromSeconds(1.5), SlowestBodyBytesPerSecond = 10 });
        using SlowClients slow = await SlowClients.StartAsync(service.Url, Route, 2);
        await UntilAsync(async () => (await service.Client.GetStringAsync("/metrics"))
            .Contains("imagesearch_bodies_reading 2", StringComparison.Ordinal));
        byte[] query = RunningService.Copy("Wine", "scale50");
        await UntilAsync(async () => (await service.Client.PostAsync(Route, RunningService.Image(query))).StatusCode == HttpStatusCode.OK);
        Assert.StartsWith("HTTP/1.1 408", await slow.FirstAnswerAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task BodiesTogether_HaveALimit_AndLeaveRoomWhenTheyGo()
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, _) => o with { LimitBodyBytes = 100_000, BodyMemoryBytes = 170_000, BodyGrace = TimeSpan.FromMinutes(9) });
        using SlowClients slow = await SlowClients.StartAsync(service.Url, Route, 2, firstBytes: 80_000, announced: 90_000);
        await UntilAsync(async () => (await service.Client.GetStringAsync("/metrics"))
            .Contains("imagesearch_bodies_bytes 160", StringComparison.Ordinal));
        byte[] query = [.. RunningService.Copy("Wine", "scale50"), .. new byte[15_000]];
        await RunningService.RefusedAsync(await service.Client.PostAsync(Route, RunningService.Image(query)), 429, "TooBusy");
        slow.Dispose();
        await UntilAsync(async () => (await service.Client.PostAsync(Route, RunningService.Image(query))).StatusCode == HttpStatusCode.OK);
        await UntilAsync(async () => (await service.Client.GetStringAsync("/metrics"))
            .Contains("imagesearch_bodies_bytes 0", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Json_HasALimitOfItsOwn()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with { LimitJsonBytes = 2000 });
        string body = $$"""{"k":1,"ids":[{{string.Join(',', Enumerable.Repeat(1, 1500))}}]}""";
        foreach (string route in new[] { "/faiss/search", Route + "/descriptors" })
        {
            string text = await RunningService.RefusedAsync(
                await service.Client.PostAsync(route, RunningService.Json(body)), 413, "RequestTooLarge");
            Assert.Contains("2000 bytes", text, StringComparison.Ordinal);
            Assert.Contains("--limit-json-megabytes", text, StringComparison.Ordinal);
            using var chunked = new HttpRequestMessage(HttpMethod.Post, route)
            {
                Content = RunningService.Json(body),
                Headers = { TransferEncodingChunked = true },
            };
            await RunningService.RefusedAsync(await service.Client.SendAsync(chunked), 413, "RequestTooLarge");
        }
    }

    [Fact]
    public async Task IdleConnections_KeepNobodyOut()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with { MaxConnections = 4 });
        var idle = new List<TcpClient>();
        for (int i = 0; i < 9; i++)
        {
            idle.Add(new TcpClient());
            await idle[^1].ConnectAsync(service.Url.Host, service.Url.Port);
        }

        Assert.NotEmpty((await service.SearchAsync(RunningService.Copy("Wine", "scale50")))["matches"]!.AsArray());
        Assert.Matches("imagesearch_connections [1-4]\n", await service.Client.GetStringAsync("/metrics"));
        Assert.Matches("imagesearch_connections_closed_total [5-9]\n", await service.Client.GetStringAsync("/metrics"));
        idle.ForEach(c => c.Dispose());
    }

    /// <summary>And the log has the refusal alone: that a client is slow is no error of the server.</summary>
    [Theory]
    [InlineData("Content-Length: 50000\r\n\r\nslow")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n4\r\nslow\r\n")]
    [InlineData("Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 50000\r\n\r\n--b\r\n")]
    public async Task ABodyThatStalls_Is408(string rest)
    {
        var lines = new LogLines();
        string answer;
        await using (RunningService service = await RunningService.StartAsync(
            (o, _) => o with { RequestTimeout = TimeSpan.FromMilliseconds(400) }, s => s.AddSingleton<ILoggerProvider>(lines)))
        {
            using var client = new TcpClient(service.Url.Host, service.Url.Port);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"POST {Route} HTTP/1.1\r\nHost: localhost\r\n{rest}"));
            byte[] read = new byte[4096];
            answer = Encoding.ASCII.GetString(read, 0, await client.GetStream().ReadAtLeastAsync(read, 300));
        }

        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("RequestTooSlow", answer, StringComparison.Ordinal);
        Assert.DoesNotContain(lines.Texts, l => l.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhatTakesTooLong_Is504()
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, _) => o with { RequestTimeout = TimeSpan.FromMilliseconds(400), ConcurrentSearches = 1 });
        using var end = new ManualResetEventSlim();
        Task running = service.Get<SearchGate>().RunAsync(() => { end.Wait(); return 0; }, CancellationToken.None);
        await RunningService.RefusedAsync(
            await service.Client.GetAsync("/api/v1/indexes/photos/images/1/similar"), 504, "RequestTimedOut");
        end.Set();
        await running;
    }

    [Fact]
    public async Task MoreThanMayWait_AreToldToComeAgain_AndFindRoomLater()
    {
        await using RunningService service =
            await RunningService.StartAsync((o, _) => o with { ConcurrentSearches = 1, QueuedSearches = 1 });
        SearchGate gate = service.Get<SearchGate>();
        IDisposable first = gate.Enter(), second = gate.Enter();
        HttpResponseMessage answer = await service.Client.PostAsync(Route, RunningService.Image(RunningService.Copy("Wine", "scale50")));
        await RunningService.RefusedAsync(answer, 429, "TooBusy");
        Assert.Equal(TimeSpan.FromSeconds(1), answer.Headers.RetryAfter!.Delta);
        await RunningService.RefusedAsync(await service.Client.GetAsync("/api/v1/indexes/photos/images/1/similar"), 429, "TooBusy");
        await RunningService.RefusedAsync(await service.Client.GetAsync("/health/ready"), 503, "TooBusy");
        Assert.Equal("live", await service.Client.GetStringAsync("/health/live"));
        first.Dispose();
        second.Dispose();
        Assert.Equal("ready", await service.Client.GetStringAsync("/health/ready"));
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

    /// <summary>Bodies that would come for hours are ended, and their clients told.</summary>
    [Fact]
    public async Task Stopping_EndsBodiesThatAreStillComing()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with { StopTimeout = TimeSpan.FromSeconds(10) });
        using SlowClients slow = await SlowClients.StartAsync(service.Url, Route, 3);
        await UntilAsync(async () => (await service.Client.GetStringAsync("/metrics"))
            .Contains("imagesearch_bodies_reading 3", StringComparison.Ordinal));
        Task stop = service.StopAsync();
        Assert.StartsWith("HTTP/1.1 408", await slow.FirstAnswerAsync(), StringComparison.Ordinal);
        await stop;
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
