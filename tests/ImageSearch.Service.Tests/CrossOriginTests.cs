using System.IO.Compression;
using System.Net;
using ImageSearch.Service.Access;
using ImageSearch.Service.Searching;

namespace ImageSearch.Service.Tests;

/// <summary>Pages of other sites that were named; answers that are compressed; limits of each client.</summary>
public sealed class CrossOriginTests
{
    private const string Shop = "https://shop.example", Search = "/api/v1/indexes/photos/search";

    [Fact]
    public async Task APageOfANamedOrigin_AsksFirst_ThenSearches_AndReads()
    {
        await using RunningService service = await StartAsync();
        using HttpResponseMessage first = await service.Client.SendAsync(Preflight(Shop));
        Assert.Equal(HttpStatusCode.NoContent, first.StatusCode);
        Assert.Equal(Shop, first.Headers.GetValues("Access-Control-Allow-Origin").Single());
        Assert.Contains("X-Api-Key", string.Join(',', first.Headers.GetValues("Access-Control-Allow-Headers")), StringComparison.Ordinal);
        Assert.Contains("POST", string.Join(',', first.Headers.GetValues("Access-Control-Allow-Methods")), StringComparison.Ordinal);
        Assert.False(first.Headers.Contains("Access-Control-Allow-Credentials"));
        using HttpRequestMessage search = From(Shop, HttpMethod.Post, Search);
        search.Content = RunningService.Image(RunningService.Copy("Wine", "scale50"));
        using HttpResponseMessage answer = await service.Client.SendAsync(search);
        Assert.NotEmpty((await RunningService.JsonOf(answer))["matches"]!.AsArray());
        Check(answer);

        // Refusals can be read too, and their ids.
        using HttpResponseMessage refused = await service.Client.SendAsync(From(Shop, HttpMethod.Get, "/api/v1/indexes/none"));
        await RunningService.RefusedAsync(refused, 404, "IndexNotFound");
        Check(refused);

        static void Check(HttpResponseMessage answer)
        {
            Assert.Equal(Shop, answer.Headers.GetValues("Access-Control-Allow-Origin").Single());
            Assert.Contains("Origin", answer.Headers.Vary);
            Assert.Contains("X-Request-Id", string.Join(',', answer.Headers.GetValues("Access-Control-Expose-Headers")),
                StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Credentials"));
        }
    }

    [Theory]
    [InlineData("https://other.example")]
    [InlineData("http://shop.example")]
    [InlineData("https://shop.example:444")]
    [InlineData("https://shop.example.evil.example")]
    [InlineData("null")]
    public async Task OtherOrigins_StayOut(string origin)
    {
        await using RunningService service = await StartAsync();
        using HttpResponseMessage first = await service.Client.SendAsync(Preflight(origin));
        await RunningService.RefusedAsync(first, 403, "OriginRefused");
        using HttpResponseMessage got = await service.Client.SendAsync(From(origin, HttpMethod.Get, "/api/v1/indexes"));
        await RunningService.RefusedAsync(got, 403, "OriginRefused");
        Assert.False(first.Headers.Contains("Access-Control-Allow-Origin") || got.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Fact]
    public async Task WithoutAList_NothingIsAllowed_AndAnswersVaryOnlyWithOne()
    {
        await using RunningService closed = await RunningService.StartAsync();
        await RunningService.RefusedAsync(await closed.Client.SendAsync(Preflight(Shop)), 403, "OriginRefused");
        Assert.DoesNotContain("Origin", (await closed.Client.GetAsync("/api/v1/indexes")).Headers.Vary);
        await using RunningService open = await StartAsync();
        using HttpResponseMessage plain = await open.Client.GetAsync("/api/v1/indexes");
        Assert.Contains("Origin", plain.Headers.Vary);
        Assert.False(plain.Headers.Contains("Access-Control-Allow-Origin"));
    }

    [Theory]
    [InlineData("*")]
    [InlineData("null")]
    [InlineData("https://*.example")]
    [InlineData("https://shop.example/")]
    [InlineData("https://shop.example/path")]
    [InlineData("HTTPS://shop.example")]
    [InlineData("https://shop.example:443")]
    [InlineData("ftp://shop.example")]
    [InlineData("shop.example")]
    public void AnOrigin_IsWhatBrowsersSend(string origin)
    {
        var options = new ServiceOptions { Indexes = [new IndexSource("a", "a")], AllowedOrigins = [Shop, origin] };
        Assert.Contains("--allowed-origins", Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task TextIsCompressed_AndPicturesAreNot(string encoding)
    {
        await using RunningService service = await RunningService.StartAsync();
        async Task<HttpResponseMessage> GetAsync(string path)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { { "Accept-Encoding", encoding } } };
            return await service.Client.SendAsync(request);
        }

        foreach (string path in new[] { "/api/v1/indexes/photos/images", "/", "/app.js", "/openapi/v1.json", "/metrics", "/nothing" })
        {
            using HttpResponseMessage answer = await GetAsync(path);
            Assert.Equal(encoding, answer.Content.Headers.ContentEncoding.Single());
            Assert.Contains("Accept-Encoding", answer.Headers.Vary);
            Assert.NotEqual(false, answer.Headers.ETag?.IsWeak);
            Stream sent = await answer.Content.ReadAsStreamAsync();
            using var plain = new StreamReader(encoding == "br" ? new BrotliStream(sent, CompressionMode.Decompress)
                : new GZipStream(sent, CompressionMode.Decompress));
            string text = await plain.ReadToEndAsync(), other = await (await service.Client.GetAsync(path)).Content.ReadAsStringAsync();
            Assert.True(path is "/metrics" or "/nothing" || text == other, path);
            Assert.NotEmpty(text);
        }

        using HttpResponseMessage picture = await GetAsync("/api/v1/indexes/photos/images/1/thumbnail");
        Assert.Empty(picture.Content.Headers.ContentEncoding);
        Assert.Equal("image/jpeg", picture.Content.Headers.ContentType!.MediaType);

        // What is known is not sent again, compressed or not.
        using HttpResponseMessage list = await GetAsync("/api/v1/indexes/photos/images");
        using var again = new HttpRequestMessage(HttpMethod.Get, "/api/v1/indexes/photos/images")
        {
            Headers = { IfNoneMatch = { list.Headers.ETag! } },
        };
        Assert.Equal(HttpStatusCode.NotModified, (await service.Client.SendAsync(again)).StatusCode);
    }

    [Fact]
    public async Task EachKey_HasSoManyRequestsAtOnce_AndOthersHaveTheirOwn()
    {
        await using KeyedService service = await KeyedService.StartAsync(
            file => [ApiKeys.New(file, "alice", KeyScope.Read), ApiKeys.New(file, "bob", KeyScope.Read)],
            o => o with { LimitRequestsAtOnce = 1, ConcurrentSearches = 1 });
        using var end = new ManualResetEventSlim();
        SearchGate gate = service.Service.Get<SearchGate>();
        Task blocked = gate.RunAsync(() => { end.Wait(); return 0; }, CancellationToken.None);
        using IDisposable place = gate.Enter();
        Task<HttpResponseMessage> waiting = service.SendAsync(0, "/api/v1/indexes/photos/images/1/similar");
        while (gate.Waiting == 0 && !waiting.IsCompleted)
        {
            await Task.Delay(10);
        }

        HttpResponseMessage second = await service.SendAsync(0, "/api/v1/indexes");
        Assert.Contains("1 requests at once", await RunningService.RefusedAsync(second, 429, "TooManyRequests"), StringComparison.Ordinal);
        Assert.NotNull(second.Headers.RetryAfter);
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(1, "/api/v1/indexes")).StatusCode);
        Assert.Equal("live", await service.Service.Client.GetStringAsync("/health/live"));
        end.Set();
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
        await blocked;
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(0, "/api/v1/indexes")).StatusCode);
    }

    [Fact]
    public async Task EachAddress_HasSoManyRequestsASecond()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with { LimitRequestsPerSecond = 1 });
        HttpResponseMessage answer;
        int asked = 0;
        do
        {
            answer = await service.Client.GetAsync("/api/v1/indexes");
        }
        while (answer.StatusCode == HttpStatusCode.OK && ++asked < 1000);
        Assert.Contains("1 a second", await RunningService.RefusedAsync(answer, 429, "TooManyRequests"), StringComparison.Ordinal);
        while ((answer = await service.Client.GetAsync("/api/v1/indexes")).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(answer.Headers.RetryAfter!.Delta!.Value);
        }

        Assert.All(await Task.WhenAll(Enumerable.Range(0, 9).Select(_ => service.Client.GetAsync("/ping"))),
            a => Assert.Equal(HttpStatusCode.OK, a.StatusCode));
    }

    private static Task<RunningService> StartAsync() => RunningService.StartAsync((o, _) => o with
    {
        AllowedOrigins = [Shop, "http://localhost:3000"],
    });

    private static HttpRequestMessage From(string origin, HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.TryAddWithoutValidation("Origin", origin);
        request.Headers.Add("Sec-Fetch-Site", "cross-site");
        request.Headers.Add("Sec-Fetch-Dest", "empty");
        return request;
    }

    private static HttpRequestMessage Preflight(string origin)
    {
        HttpRequestMessage request = From(origin, HttpMethod.Options, Search);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "content-type,x-api-key");
        return request;
    }
}
