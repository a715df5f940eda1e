using System.Net;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

public sealed class OperationTests
{
    [Fact]
    public async Task Metrics_CountRequestsByRouteAndStages()
    {
        await using RunningService service = await RunningService.StartAsync();
        await service.SearchAsync(RunningService.Copy("Wine", "scale50"));
        using var odd = new HttpRequestMessage(new HttpMethod("ODD"), "/api/v1/indexes/secret-name");
        await service.Client.SendAsync(odd);
        HttpResponseMessage answer = await service.Client.GetAsync("/metrics");
        string text = await answer.Content.ReadAsStringAsync();
        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.Contains("imagesearch_requests_total{method=\"POST\",route=\"/api/v1/indexes/{index}/search\",status=\"200\"} 1\n", text,
            StringComparison.Ordinal);
        Assert.Contains("imagesearch_stage_seconds_count{stage=\"describe\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains("imagesearch_stage_seconds_count{stage=\"search\"} 1\n", text, StringComparison.Ordinal);
        Assert.Contains($"imagesearch_index_rows{{index=\"photos\"}} {Storage.IndexFile.Open(service.IndexPath).RowCount}\n", text,
            StringComparison.Ordinal);
        Assert.Contains("imagesearch_index_generation{index=\"photos\"} 19\n", text, StringComparison.Ordinal);
        Assert.Matches("process_resident_memory_bytes [1-9]", text);
        Assert.DoesNotContain("secret-name", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ODD", text, StringComparison.Ordinal);
        Assert.All(text.Split('\n', StringSplitOptions.RemoveEmptyEntries), line =>
            Assert.Matches("^(# (HELP|TYPE) \\w+ .+|\\w+(\\{[^}]*(\\{\\w+(:\\w+)?\\}[^}]*)*\\})? [0-9.eE+-]+)$", line));
    }

    [Fact]
    public async Task Metrics_TellOfTheBuildAndTheProcess()
    {
        await using RunningService service = await RunningService.StartAsync();
        string text = await service.Client.GetStringAsync("/metrics");
        Assert.Matches("imagesearch_build_info\\{version=\"[0-9][^\"]*\"\\} 1\n", text);
        Assert.Matches("process_cpu_seconds_total [0-9.]+\n", text);
        Assert.Matches("process_start_time_seconds 1[0-9]{9}\n", text);
        Assert.Matches(OperatingSystem.IsLinux() ? "process_open_fds [1-9][0-9]*\n" : "", text);
        Assert.Contains("imagesearch_index_fresh{index=\"photos\"} 1\n", text, StringComparison.Ordinal);
    }

    /// <summary>HEAD has the status and the headers of GET, and no body.</summary>
    [Fact]
    public async Task Head_IsAnsweredAsGet_Everywhere()
    {
        await using RunningService service = await RunningService.StartAsync();
        const string Index = "/api/v1/indexes/photos";
        foreach (string path in new[]
        {
            "/", "/app.js", "/ping", "/health/live", "/health/ready", "/metrics", "/openapi/v1.json", "/api/v1/indexes", Index, Index
                + "/images",
            Index + "/images/1", Index + "/images/1/thumbnail", Index + "/images/1/similar", Index + "/images/99", "/nothing", Index
                + "/images?limit=0",
        })
        {
            using var head = new HttpRequestMessage(HttpMethod.Head, path);
            using HttpResponseMessage answer = await service.Client.SendAsync(head), got = await service.Client.GetAsync(path);
            Assert.True(got.StatusCode == answer.StatusCode, $"{path}: {answer.StatusCode} is not {got.StatusCode}");
            Assert.Equal(got.Content.Headers.ContentType, answer.Content.Headers.ContentType);
            Assert.Equal(got.Headers.ETag, answer.Headers.ETag);
            Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
        }

        Assert.Contains("imagesearch_requests_total{method=\"HEAD\",route=\"/ping\",status=\"200\"} 1\n",
            await service.Client.GetStringAsync("/metrics"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("images?limits=5", "limits")]
    [InlineData("images/1/similar?maximumMatch=5", "maximumMatch")]
    [InlineData("images/1?size=5", "size")]
    [InlineData("duplicates?keeps=Largest", "keeps")]
    [InlineData("images/1/thumbnail?Size=64&widht=64", "widht")]
    public async Task AMisspeltParameter_IsRefused(string path, string name)
    {
        await using RunningService service = await RunningService.StartAsync();
        string text = await RunningService.RefusedAsync(await service.Client.GetAsync("/api/v1/indexes/photos/" + path), 400,
            "InvalidRequest");
        Assert.Contains($"\\u0027{name}\\u0027 is no parameter", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task AUrlThatIsTooLong_IsRefusedInWords()
    {
        await using RunningService service = await RunningService.StartAsync();
        string ids = string.Join(',', Enumerable.Repeat("1234567", 2100));
        await RunningService.RefusedAsync(await service.Client.GetAsync("/api/v1/indexes/photos/images/1/similar?among=" + ids), 414,
            "UriTooLong");
    }

    [Fact]
    public async Task TheLog_TellsStartStopAndEachRequest_AndNoHealthProbes()
    {
        var lines = new LogLines();
        await using (RunningService service = await RunningService.StartAsync(services: s => s.AddSingleton<ILoggerProvider>(lines)))
        {
            await service.Client.GetAsync("/health/live");
            await service.Client.GetAsync("/api/v1/indexes/photos");
            await service.Client.GetAsync("/api/v1/indexes/secret-name");
            await service.StopAsync();
        }

        Assert.Contains(lines.Texts, t => t.Contains(" listens on http://127.0.0.1:", StringComparison.Ordinal));
        Assert.Contains(lines.Texts, t => t.StartsWith("Information: Limits: bodies 33554432 bytes", StringComparison.Ordinal));
        Assert.Contains(lines.Texts, t => t.Contains("19 images", StringComparison.Ordinal));
        Assert.Contains(lines.Texts, t => t.StartsWith("Information: GET /api/v1/indexes/{index}/ 200", StringComparison.Ordinal));
        Assert.Contains("Information: Stopped", lines.Texts);
        Assert.DoesNotContain(lines.Texts, t => t.StartsWith("Information: GET /health", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.Texts, t => t.Contains("secret-name", StringComparison.Ordinal));
    }

    [Fact]
    public async Task EveryAnswer_HasTheSecurityHeaders()
    {
        await using RunningService service = await RunningService.StartAsync();
        foreach (string path in new[] { "/", "/app.js", "/ping", "/api/v1/indexes", "/nothing",
            "/api/v1/indexes/photos/images/1/thumbnail" })
        {
            HttpResponseMessage answer = await service.Client.GetAsync(path);
            string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none';", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal(("nosniff", "DENY"),
                (answer.Headers.GetValues("X-Content-Type-Options").Single(), answer.Headers.GetValues("X-Frame-Options").Single()));
            Assert.False(answer.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("evil.example", 421)]
    [InlineData("127.0.0.1.evil.example", 421)]
    [InlineData("192.0.2.1", 421)]
    [InlineData("localhost", 200)]
    [InlineData("127.0.0.1:80", 200)]
    [InlineData("[::1]", 200)]
    public async Task OnlyLoopbacksNames_AreAnswered(string host, int status)
    {
        await using RunningService service = await RunningService.StartAsync();
        string answer = await RawHttp.SendAsync(service.Url, $"GET /ping HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        Assert.StartsWith($"HTTP/1.1 {status}", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    [InlineData("http://localhost:1")]
    public async Task OtherSites_MayNotSend(string origin)
    {
        await using RunningService service = await RunningService.StartAsync((o, f) => o with { UploadFolder = f.At("uploads") });
        foreach ((HttpMethod method, string path) in new[]
            { (HttpMethod.Delete, "/api/v1/indexes/photos/images/1"), (HttpMethod.Post, "/faiss/search") })
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.TryAddWithoutValidation("Origin", origin);
            await RunningService.RefusedAsync(await service.Client.SendAsync(request), 403, "OriginRefused");
        }

        using var own = new HttpRequestMessage(HttpMethod.Delete, "/api/v1/indexes/photos/images/1");
        own.Headers.TryAddWithoutValidation("Origin", service.Url.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.NoContent, (await service.Client.SendAsync(own)).StatusCode);
    }

    [Theory]
    [InlineData("cross-site", "image", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "iframe", HttpStatusCode.Forbidden)]
    [InlineData("same-site", "empty", HttpStatusCode.Forbidden)]
    [InlineData("cross-site", "document", HttpStatusCode.OK)]
    [InlineData("same-origin", "empty", HttpStatusCode.OK)]
    [InlineData("none", "document", HttpStatusCode.OK)]
    public async Task OtherSites_MayLinkHere_AndNotMakeWork(string site, string destination, HttpStatusCode expected)
    {
        await using RunningService service = await RunningService.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/indexes/photos/images/1/similar");
        request.Headers.Add("Sec-Fetch-Site", site);
        request.Headers.Add("Sec-Fetch-Dest", destination);
        Assert.Equal(expected, (await service.Client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task FullPaths_AreTold_OnlyWhereTheServerShowsThem()
    {
        await using RunningService quiet = await RunningService.StartAsync();
        Assert.Null((await quiet.GetJsonAsync("/api/v1/indexes/photos/images/1"))["path"]);
        await using RunningService open = await RunningService.StartAsync((o, _) => o with { ShowPaths = true });
        string path = (string)(await open.GetJsonAsync("/api/v1/indexes/photos/images/1"))["path"]!;
        Assert.True(Path.IsPathFullyQualified(path) && File.Exists(path));
    }

    [Fact]
    public async Task OpenApi_DescribesEveryRoute()
    {
        await using RunningService service = await RunningService.StartAsync();
        JsonNode document = await service.GetJsonAsync("/openapi/v1.json");
        string[] routes =
            ["/ping", "/faiss/search", "/api/v1/indexes", "/api/v1/indexes/{index}", "/api/v1/indexes/{index}/search",
                "/api/v1/indexes/{index}/search/descriptors",
             "/api/v1/indexes/{index}/duplicates", "/api/v1/indexes/{index}/images", "/api/v1/indexes/{index}/images/{id}",
             "/api/v1/indexes/{index}/images/{id}/similar", "/api/v1/indexes/{index}/images/{id}/original",
             "/api/v1/indexes/{index}/images/{id}/thumbnail", "/api/v1/indexes/{index}/file", "/api/v1/indexes/{index}/file/content",
             "/health/live", "/health/ready", "/metrics"];
        Assert.Equal(routes.Order(StringComparer.Ordinal), document["paths"]!.AsObject().Select(p => p.Key.TrimEnd('/'))
            .Order(StringComparer.Ordinal));
        Assert.DoesNotContain(service.Folder.Path, document.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("photos.imgidx", "photos")]
    [InlineData("/data/Fotos 2020.imgidx", "Fotos-2020")]
    [InlineData("old=/data/x.imgidx", "old")]
    public void AnIndex_HasANameForUrls(string text, string name) => Assert.Equal(name, IndexSource.Parse(text).Name);

    [Theory]
    [InlineData("")]
    [InlineData("name=")]
    [InlineData("..")]
    public void WhatNamesNoIndex_IsRefused(string text) => Assert.Throws<ArgumentException>(() => IndexSource.Parse(text));

    [Fact]
    public void AnIndexThatIsNotThere_IsAnErrorOfTheStart()
    {
        var options = new ServiceOptions
        {
            Indexes = [new IndexSource("none", Path.GetFullPath("none.imgidx"))],
            Urls = ["http://127.0.0.1:0"],
        };
        Assert.Equal(ErrorKind.IndexNotFound, Assert.Throws<IndexException>(() => ServiceHost.Build(options)).Kind);
    }
}
