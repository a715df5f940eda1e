using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageSearch.TestSupport;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace ImageSearch.Service.Tests;

/// <summary>What arrives through a reverse proxy, as the examples in deploy/ pass it on; no proxy runs here.</summary>
public sealed partial class ProxyTests
{
    private const string Search = "/api/v1/indexes/photos/search";

    /// <summary>nginx's own default, its Host kept, and with the path stripped or not.</summary>
    [Theory]
    [InlineData("127.0.0.1:5080", "")]
    [InlineData("images.example", "")]
    [InlineData("images.example", "/search")]
    [InlineData("127.0.0.1:5080", "/search")]
    public async Task ThePage_Searches_WithoutKeys(string host, string path)
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, _) => o with { PublicUrl = new Uri("https://images.example/search/") });
        using HttpRequestMessage page = Request(HttpMethod.Get, path + "/", host);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(page)).StatusCode);
        using HttpRequestMessage search = Request(HttpMethod.Post, path + Search, host);
        search.Content = RunningService.Image(RunningService.Copy("Wine", "scale50"));
        JsonNode answer = await RunningService.JsonOf(await service.Client.SendAsync(search));
        string thumbnail = (string)answer["matches"]![0]!["image"]!["thumbnail"]!;
        Assert.StartsWith("/search/api/v1/indexes/photos/images/", thumbnail, StringComparison.Ordinal);
        using HttpRequestMessage picture = Request(HttpMethod.Get, thumbnail, host);
        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(picture)).StatusCode);
    }

    [Fact]
    public async Task OtherOrigins_AndOtherNames_AreRefused_AndTheRemedyIsNamed()
    {
        await using RunningService service = await RunningService.StartAsync();
        using HttpRequestMessage named = Request(HttpMethod.Get, "/", "images.example");
        Assert.Contains("--public-url", await RunningService.RefusedAsync(await service.Client.SendAsync(named), 421, "HostRefused"),
            StringComparison.Ordinal);
        using HttpRequestMessage sent = Request(HttpMethod.Post, Search, "127.0.0.1:5080");
        Assert.Contains("--public-url", await RunningService.RefusedAsync(await service.Client.SendAsync(sent), 403, "OriginRefused"),
            StringComparison.Ordinal);

        // Whoever probes health calls the server as it likes.
        using HttpRequestMessage health = Request(HttpMethod.Get, "/health/ready", "10.0.0.7");
        Assert.Equal(HttpStatusCode.OK, (await service.Client.SendAsync(health)).StatusCode);
        await using RunningService open = await RunningService.StartAsync(
            (o, _) => o with { PublicUrl = new Uri("https://images.example"), AllowedHosts = ["other.example"] });
        using HttpRequestMessage plain = Request(HttpMethod.Post, Search, "images.example", origin: "http://images.example");
        plain.Headers.Host = "127.0.0.1";
        await RunningService.RefusedAsync(await open.Client.SendAsync(plain), 403, "OriginRefused");
        using HttpRequestMessage evil = Request(HttpMethod.Get, "/", "evil.example");
        await RunningService.RefusedAsync(await open.Client.SendAsync(evil), 421, "HostRefused");
        using HttpRequestMessage other = Request(HttpMethod.Get, "/", "other.example");
        Assert.Equal(HttpStatusCode.OK, (await open.Client.SendAsync(other)).StatusCode);
    }

    [Fact]
    public async Task ThePageWithoutItsSlash_LeadsToTheOneWithIt()
    {
        await using RunningService service = await RunningService.StartAsync(
            (o, _) => o with { PublicUrl = new Uri("https://images.example/search") });
        using var client = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = service.Url };
        HttpResponseMessage answer = await client.GetAsync("/search");
        Assert.Equal((HttpStatusCode.Redirect, "/search/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
    }

    [Theory]
    [InlineData(true, "from 192.0.2.9")]
    [InlineData(false, "from 127.0.0.1")]
    public async Task TheClientsAddress_IsBelieved_OfTrustedProxiesAlone(bool isTrusted, string logged)
    {
        var lines = new LogLines();
        await using RunningService service = await RunningService.StartAsync(
            (o, _) => o with { TrustedProxies = isTrusted ? [IPAddress.Loopback] : [] }, s => s.AddSingleton<ILoggerProvider>(lines));
        using HttpRequestMessage request = Request(HttpMethod.Get, "/api/v1/indexes/photos", "localhost");
        request.Headers.Add("X-Forwarded-For", "192.0.2.9");
        await service.Client.SendAsync(request);
        Assert.Contains(lines.Texts, t => t.EndsWith($"index photos, {logged}", StringComparison.Ordinal));
    }

    /// <summary>What the examples say must be what the tests above send.</summary>
    [Fact]
    public void TheExamples_PassOnWhatTheServiceNeeds()
    {
        string nginx = File.ReadAllText(Path.Combine(TestData.Repository, "deploy", "nginx.conf"));
        Assert.Equal(nginx.Count(c => c == '{'), nginx.Count(c => c == '}'));
        Assert.Contains("proxy_pass http://127.0.0.1:5080", nginx, StringComparison.Ordinal);
        Assert.Contains("X-Forwarded-For $proxy_add_x_forwarded_for", nginx, StringComparison.Ordinal);
        int megabytes = int.Parse(BodySize().Match(nginx).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(megabytes << 20 >= new ServiceOptions { Indexes = [] }.LimitBodyBytes);
        System.Xml.Linq.XDocument iis = System.Xml.Linq.XDocument.Load(Path.Combine(TestData.Repository, "deploy", "web.config"));
        Assert.Contains(iis.Descendants("action"), a => ((string?)a.Attribute("url"))?.StartsWith("http://127.0.0.1:5080/",
            StringComparison.Ordinal) == true);
    }

    private static HttpRequestMessage Request(HttpMethod method, string path, string host, string origin = "https://images.example")
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Host = host;
        request.Headers.Add("X-Forwarded-Proto", "https");
        if (method != HttpMethod.Get)
        {
            request.Headers.Add("Origin", origin);
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
        }

        return request;
    }

    [GeneratedRegex(@"client_max_body_size (\d+)m;")]
    private static partial Regex BodySize();
}
