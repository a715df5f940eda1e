using System.Diagnostics;
using System.Text.Json;
using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

/// <summary>image may name files below one folder; any way out of it, however spelt, is refused the same.</summary>
public sealed class PathTests
{
    public static TheoryData<string> WaysOut() =>
    [
        "../secret.jpg", "..", ".", "./", "/", "//", "sub/../../secret.jpg", "sub/../photo.jpg", "./photo.jpg", "sub/./photo.jpg",
            "sub//photo.jpg", "/etc/passwd",
        "/secret.jpg", "..\\secret.jpg", "sub\\..\\..\\secret.jpg", "%2e%2e/secret.jpg", "%2e%2e%2fsecret.jpg", "..%2fsecret.jpg",
        "..%252fsecret.jpg",
        "..%c0%afsecret.jpg", "..／secret.jpg", "．．/secret.jpg", "....//secret.jpg", "..;/secret.jpg", "~/secret.jpg", "file:///etc/passwd",
        "C:\\Windows\\win.ini", "C:secret.jpg", "\\\\server\\share\\x.jpg", "\\\\?\\C:\\x.jpg", "photo.jpg\0.png", "photo.jpg\n", "\0",
        " ../secret.jpg",
        "/proc/self/environ", "/dev/stdin", "link.jpg", "linked/secret.jpg", "http://127.0.0.1/secret.jpg", "sub", "photo.jpg/",
        "photo.jpg/x",
        "data:image/jpeg;base64,../secret.jpg", new string('n', 256) + ".jpg", $"sub/{new string('n', 300)}.jpg", new string('ü', 200),
            "pipe",
    ];

    [Theory]
    [MemberData(nameof(WaysOut))]
    public async Task Image_NeverLeavesTheFolder(string path)
    {
        string folder = "";
        await using RunningService service = await StartAsync(f => folder = f);
        foreach (string spelt in new[] { path, folder + "/" + path })
        {
            using HttpResponseMessage answer = await service.Client.PostAsync(
                "/faiss/search", RunningService.Json(JsonSerializer.Serialize(new { k = 1, image = spelt })));
            string text = await RunningService.RefusedAsync(answer, 400, "InvalidRequest");
            Assert.Contains("image must be a path below", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Image_IsFoundBelowTheFolder()
    {
        await using RunningService service = await StartAsync(_ => { });
        foreach (string path in new[] { "photo.jpg", "sub/photo.jpg", "sub/ünï [1] %20.jpg" })
        {
            await RunningService.JsonOf(
                await service.Client.PostAsync(
                    "/faiss/search", RunningService.Json(JsonSerializer.Serialize(new { k = 1, image = path }))));
        }
    }

    [Fact]
    public async Task Image_IsRefused_WithoutAFolder()
    {
        await using RunningService service = await RunningService.StartAsync((o, _) => o with { ImageFolder = null });
        string body = JsonSerializer.Serialize(new { k = 1, image = TestData.Photo("Wine") });
        await RunningService.RefusedAsync(await service.Client.PostAsync("/faiss/search", RunningService.Json(body)), 400,
            "InvalidRequest");
    }

    [Theory]
    [InlineData("/..%2f..%2fetc%2fpasswd")]
    [InlineData("/%2e%2e/%2e%2e/etc/passwd")]
    [InlineData("/app.js%00.html")]
    [InlineData("/api/v1/indexes/..%2fphotos")]
    [InlineData("/api/v1/indexes/photos.imgidx")]
    [InlineData("/api/v1/indexes/%2e%2e%2f%2e%2e%2fetc/images")]
    [InlineData("/index.html/../../../etc/passwd")]
    public async Task Routes_LeadNowhereElse(string path)
    {
        await using RunningService service = await RunningService.StartAsync();
        string answer = await RawHttp.SendAsync(service.Url, $"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");
        Assert.Matches("^HTTP/1.1 40[04] ", answer);
        Assert.DoesNotContain("root:", answer, StringComparison.Ordinal);
    }

    private static Task<RunningService> StartAsync(Action<string> tell) => RunningService.StartAsync((options, temporary) =>
    {
        string folder = temporary.At("images");
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        foreach (string name in new[] { "images/photo.jpg", "images/sub/photo.jpg", "images/sub/ünï [1] %20.jpg", "secret.jpg" })
        {
            File.Copy(TestData.Photo("Wine"), temporary.At(name));
        }

        if (!OperatingSystem.IsWindows())
        {
            // Opened, it would be waited for.
            using Process pipe = Process.Start("mkfifo", Path.Combine(folder, "pipe"));
            pipe.WaitForExit();
        }

        File.CreateSymbolicLink(Path.Combine(folder, "link.jpg"), temporary.At("secret.jpg"));
        Directory.CreateSymbolicLink(Path.Combine(folder, "linked"), temporary.Path);
        tell(folder);
        return options with { ImageFolder = folder };
    });
}
