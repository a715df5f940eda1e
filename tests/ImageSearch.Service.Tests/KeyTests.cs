using System.Net;
using System.Security.Cryptography;
using System.Text;
using ImageSearch.Service.Access;
using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

public sealed class KeyTests
{
    private const string Facts = "/api/v1/indexes";

    private static readonly string[] Guarded =
        ["/api/v1/indexes", "/api/v1/indexes/photos", "/api/v1/indexes/photos/images", "/api/v1/indexes/photos/images/1",
            "/api/v1/indexes/photos/images/1/thumbnail",
         "/api/v1/indexes/photos/images/1/similar", "/api/v1/indexes/photos/duplicates", "/metrics"];

    [Fact]
    public async Task WithKeys_OnlyWhatTellsNothing_IsOpen()
    {
        await using Keyed keyed = await Keyed.StartAsync();
        foreach (string path in new[] { "/", "/app.js", "/ping", "/health/live", "/health/ready", "/openapi/v1.json" })
        {
            Assert.Equal(HttpStatusCode.OK, (await keyed.SendAsync(HttpMethod.Get, path, null)).StatusCode);
        }

        foreach (string path in Guarded)
        {
            HttpResponseMessage answer = await keyed.SendAsync(HttpMethod.Get, path, null);
            await RunningService.RefusedAsync(answer, 401, "KeyRequired");
            Assert.Equal("Bearer", answer.Headers.WwwAuthenticate.Single().Scheme);
            Assert.Equal(HttpStatusCode.OK, (await keyed.SendAsync(HttpMethod.Get, path, $"Bearer {keyed.Read}")).StatusCode);
        }

        foreach (string path in new[] { "/faiss/search", "/api/v1/indexes/photos/search", "/api/v1/indexes/photos/search/descriptors",
            "/api/v1/indexes/photos/images" })
        {
            await RunningService.RefusedAsync(await keyed.SendAsync(HttpMethod.Post, path, null), 401, "KeyRequired");
        }

        await RunningService.RefusedAsync(await keyed.SendAsync(HttpMethod.Delete, "/api/v1/indexes/photos/images/1", null), 401,
            "KeyRequired");
    }

    [Fact]
    public async Task WrongKeys_AreRefused()
    {
        await using Keyed keyed = await Keyed.StartAsync();
        string hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(keyed.Read)));
        string[] wrong =
            ["Bearer", "Bearer ", "Bearer x", $"Bearer {keyed.Read}x", $"Bearer {keyed.Read[..^1]}",
                $"Bearer {keyed.Read.ToUpperInvariant()}", $"Bearer {hash}",
             $"Basic {keyed.Read}", keyed.Read, $"Bearer {keyed.Read} {keyed.Write}", $"Bearer alice", $"Bearer {new string('k', 4000)}"];
        foreach (string header in wrong)
        {
            await RunningService.RefusedAsync(await keyed.SendAsync(HttpMethod.Get, Facts, header), 401, "KeyRequired");
        }

        using var key = new HttpRequestMessage(HttpMethod.Get, Facts) { Headers = { { "X-Api-Key", keyed.Read } } };
        Assert.Equal(HttpStatusCode.OK, (await keyed.Service.Client.SendAsync(key)).StatusCode);
        using var inQuery = new HttpRequestMessage(HttpMethod.Get, $"{Facts}?key={keyed.Read}");
        await RunningService.RefusedAsync(await keyed.Service.Client.SendAsync(inQuery), 401, "KeyRequired");
    }

    [Fact]
    public async Task AKeyThatReads_DoesNotWrite()
    {
        await using Keyed keyed = await Keyed.StartAsync();
        const string Image = "/api/v1/indexes/photos/images/1";
        await RunningService.RefusedAsync(await keyed.SendAsync(HttpMethod.Delete, Image, $"Bearer {keyed.Read}"), 403, "ScopeMissing");
        await RunningService.RefusedAsync(await keyed.SendAsync(HttpMethod.Post, "/api/v1/indexes/photos/images", $"Bearer {keyed.Read}"),
            403, "ScopeMissing");
        Assert.Equal(HttpStatusCode.NoContent, (await keyed.SendAsync(HttpMethod.Delete, Image, $"Bearer {keyed.Write}")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await keyed.SendAsync(HttpMethod.Get, Facts, $"Bearer {keyed.Write}")).StatusCode);
    }

    [Fact]
    public void TheFile_HasNoKey_AndIsItsOwners()
    {
        using var folder = new TemporaryFolder();
        string key = ApiKeys.New(folder.At("keys"), "alice", KeyScope.Write);
        Assert.DoesNotContain(key, File.ReadAllText(folder.At("keys")), StringComparison.Ordinal);
        Assert.Equal(43, key.Length);
        Assert.NotEqual(key, ApiKeys.New(folder.At("keys"), "bob", KeyScope.Read));
        Assert.Equal(new ApiKey("alice", KeyScope.Write, null, null), ApiKeys.Read(folder.At("keys")).Find(key));
        Assert.Null(ApiKeys.Read(folder.At("keys")).Find(""));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.At("keys")));
        }

        Assert.Throws<ArgumentException>(() => ApiKeys.New(folder.At("keys"), "a b", KeyScope.Read));
    }

    /// <summary>A number is taken for an enumeration's value, whichever it is: 7 would allow more than write does.</summary>
    [Theory]
    [InlineData("7")]
    [InlineData("1")]
    [InlineData("-1")]
    [InlineData("read,write")]
    public void AScope_IsAName(string scope)
    {
        using var folder = new TemporaryFolder();
        ApiKeys.New(folder.At("keys"), "alice", KeyScope.Read);
        File.WriteAllText(folder.At("keys"), File.ReadAllText(folder.At("keys")).Replace(" read ", $" {scope} ", StringComparison.Ordinal));
        ArgumentException error = Assert.Throws<ArgumentException>(() => ApiKeys.Read(folder.At("keys")));
        Assert.StartsWith("Line 1 of the key file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ANewKey_BeginsALineOfItsOwn_AndKeepsTheFilesMode()
    {
        using var folder = new TemporaryFolder();
        string first = ApiKeys.New(folder.At("keys"), "alice", KeyScope.Read);
        File.WriteAllText(folder.At("keys"), File.ReadAllText(folder.At("keys")).TrimEnd('\n'));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder.At("keys"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead);
        }

        string second = ApiKeys.New(folder.At("keys"), "bob", KeyScope.Write);
        ApiKeys keys = ApiKeys.Read(folder.At("keys"));
        Assert.Equal((new ApiKey("alice", KeyScope.Read, null, null), new ApiKey("bob", KeyScope.Write, null, null)),
            (keys.Find(first)!, keys.Find(second)!));
        Assert.Equal(folder.At("keys"), Assert.Single(Directory.GetFiles(folder.Path)));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead, File.GetUnixFileMode(folder.At("keys")));
        }
    }

    [Fact]
    public void ANewKey_IsRefused_WhereTheFileIsBroken_OrHasItsName_AndTheFileStays()
    {
        using var folder = new TemporaryFolder();
        ApiKeys.New(folder.At("keys"), "alice", KeyScope.Read);
        string before = File.ReadAllText(folder.At("keys"));
        Assert.Contains("'alice'", Assert.Throws<ArgumentException>(() => ApiKeys.New(folder.At("keys"), "alice", KeyScope.Write)).Message,
            StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllText(folder.At("keys")));
        File.WriteAllText(folder.At("keys"), before + "half a line");
        Assert.Throws<ArgumentException>(() => ApiKeys.New(folder.At("keys"), "bob", KeyScope.Write));
        Assert.Equal(before + "half a line", File.ReadAllText(folder.At("keys")));
        File.WriteAllText(folder.At("keys"), before + before);
        Assert.Contains("second key called 'alice'", Assert.Throws<ArgumentException>(() => ApiKeys.Read(folder.At("keys"))).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_AreReadAgain_AndABrokenFileLeavesThoseThatWere()
    {
        await using Keyed keyed = await Keyed.StartAsync();
        string file = keyed.Service.Folder.At("keys"), before = await File.ReadAllTextAsync(file);
        KeyRing ring = keyed.Service.Get<KeyRing>();
        await File.WriteAllTextAsync(file, "broken");
        ring.Reload(always: true);
        Assert.Equal(HttpStatusCode.OK, (await keyed.SendAsync(HttpMethod.Get, Facts, $"Bearer {keyed.Read}")).StatusCode);
        await File.WriteAllTextAsync(file, before.Split('\n')[1] + "\n");
        ring.Reload(always: true);
        await RunningService.RefusedAsync(await keyed.SendAsync(HttpMethod.Get, Facts, $"Bearer {keyed.Read}"), 401, "KeyRequired");
        Assert.Equal(HttpStatusCode.OK, (await keyed.SendAsync(HttpMethod.Get, Facts, $"Bearer {keyed.Write}")).StatusCode);
    }

    /// <summary>A proxy's own authentication comes along, and is none of ours.</summary>
    [Fact]
    public async Task AKeyOfItsOwnHeader_Counts_BesideBasicAuthentication()
    {
        await using Keyed keyed = await Keyed.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, Facts)
        {
            Headers = { { "X-Api-Key", keyed.Read }, { "Authorization", "Basic YWxpY2U6c2VjcmV0" } },
        };
        Assert.Equal(HttpStatusCode.OK, (await keyed.Service.Client.SendAsync(request)).StatusCode);
        using var wrong = new HttpRequestMessage(HttpMethod.Get, Facts)
        {
            Headers = { { "X-Api-Key", keyed.Read }, { "Authorization", "Bearer wrong" } },
        };
        await RunningService.RefusedAsync(await keyed.Service.Client.SendAsync(wrong), 401, "KeyRequired");
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but this\n")]
    [InlineData("alice read\n")]
    [InlineData("alice all 00\n")]
    [InlineData("alice read zz34567890123456789012345678901234567890123456789012345678901234\n")]
    public void AFileWithoutKeys_OrWithABrokenLine_IsRefused(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("keys"), text);
        Assert.Throws<ArgumentException>(() => ApiKeys.Read(folder.At("keys")));
    }

    [Theory]
    [InlineData("http://0.0.0.0:0", false)]
    [InlineData("http://*:0", false)]
    [InlineData("http://+:0", false)]
    [InlineData("http://[::]:0", false)]
    [InlineData("http://192.0.2.7:0", false)]
    [InlineData("http://example.org:0", false)]
    [InlineData("http://127.0.0.1.example.org:0", false)]
    [InlineData("https://127.0.0.1:0", false)]
    [InlineData("nonsense", false)]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("http://localhost:5000", true)]
    [InlineData("http://[::1]:0", true)]
    public void WithoutKeys_OnlyLoopbackIsListenedTo(string url, bool allowed)
    {
        var options = new ServiceOptions { Indexes = [new IndexSource("a", "a")], Urls = ["http://127.0.0.1:0", url] };
        Exception? error = Record.Exception(options.Validate);
        Assert.Equal(allowed, error is null);
        Assert.True(allowed || error is ArgumentException);
    }

    private sealed record Keyed(RunningService Service, string Read, string Write) : IAsyncDisposable
    {
        public static async Task<Keyed> StartAsync()
        {
            string read = "", write = "";
            RunningService service = await RunningService.StartAsync((options, folder) =>
            {
                read = ApiKeys.New(folder.At("keys"), "reader", KeyScope.Read);
                write = ApiKeys.New(folder.At("keys"), "writer", KeyScope.Write);
                return options with { KeyFile = folder.At("keys"), UploadFolder = folder.At("uploads") };
            });
            return new Keyed(service, read, write);
        }

        public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? authorization)
        {
            var request = new HttpRequestMessage(method, path);
            if (authorization is not null)
            {
                Assert.True(request.Headers.TryAddWithoutValidation("Authorization", authorization));
            }

            return Service.Client.SendAsync(request);
        }

        public ValueTask DisposeAsync() => Service.DisposeAsync();
    }
}
