using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>imagesearch serve, new-key and ping, as processes.</summary>
public sealed class ServeTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Index => _folder.At("photos.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Serve_AnswersUntilItsInputEnds()
    {
        Assert.Equal(ExitCodes.Done, Run("add", Index, TestData.Photo("umang"), "--features", "60").ExitCode);
        using Process service = ServedProcess.Start("serve", Index, "--urls", "http://127.0.0.1:0", "--stop-with-input", "--json");
        _ = service.StandardError.ReadToEndAsync();
        string? line = await service.StandardOutput.ReadLineAsync();
        Assert.StartsWith("Listening on http://127.0.0.1:", line, StringComparison.Ordinal);
        string url = line!["Listening on ".Length..];
        Assert.Equal((ExitCodes.Done, "ready" + Environment.NewLine), Run("ping", url));
        using (var client = new HttpClient())
        {
            Assert.Equal("pong", await client.GetStringAsync(new Uri(url + "/ping")));
        }

        service.StandardInput.Close();
        Assert.True(service.WaitForExit(30_000));
        Assert.Equal(ExitCodes.Done, service.ExitCode);
        Assert.Equal(ExitCodes.Failed, Run("ping", url).ExitCode);
    }

    [Fact]
    public void Serve_RefusesWhatItMayNotOrCannotServe()
    {
        Assert.Equal(ExitCodes.Failed, Run("serve", Index).ExitCode);
        Assert.Equal(ExitCodes.Usage, Run("serve").ExitCode);
        Assert.Equal(ExitCodes.Usage, Run("serve", Index, "--urls", "http://0.0.0.0:5080").ExitCode);
        Assert.Equal(ExitCodes.Usage, Run("serve", Index, "other/photos.imgidx").ExitCode);
        Assert.Equal(ExitCodes.Usage, Run("serve", Index, "--searches", "0").ExitCode);
    }

    [Fact]
    public async Task AStartThatFails_SaysWhyInOneLine()
    {
        Assert.Equal(ExitCodes.Done, Run("add", Index, TestData.Photo("umang"), "--features", "60").ExitCode);
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await File.WriteAllTextAsync(_folder.At("broken"), "alice read\n");
        foreach ((string expected, string[] options) in new (string, string[])[]
        {
            ("address already in use", ["--urls", $"http://{taken.LocalEndpoint}"]),
            ("none", ["--keys", _folder.At("none")]),
            ("Line 1 of the key file", ["--keys", _folder.At("broken")]),
        })
        {
            using Process process = ServedProcess.Start(["serve", Index, "--urls", "http://127.0.0.1:0", .. options]);
            Task<string> error = process.StandardError.ReadToEndAsync();
            Assert.Equal("", await process.StandardOutput.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.Equal(ExitCodes.Failed, process.ExitCode);
            Assert.Contains(expected, Assert.Single((await error).Split('\n', StringSplitOptions.RemoveEmptyEntries)),
                StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public async Task TheLog_IsJson_WithTimeRouteAndStatus()
    {
        Assert.Equal(ExitCodes.Done, Run("add", Index, TestData.Photo("umang"), "--features", "60").ExitCode);
        using Process service = ServedProcess.Start("serve", Index, "--urls", "http://127.0.0.1:0", "--stop-with-input", "--json");
        string url = (await service.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
        using (var client = new HttpClient())
        {
            await client.GetStringAsync(new Uri(url + "/ping"));
        }

        JsonNode line = JsonNode.Parse((await service.StandardError.ReadLineAsync())!)!;
        Assert.InRange((DateTime.UtcNow - DateTime.Parse((string)line["Timestamp"]!, CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal)).TotalSeconds, -5, 60);
        Assert.Equal(("/ping", 200), ((string)line["State"]!["Route"]!, (int)line["State"]!["Status"]!));
        service.StandardInput.Close();
        Assert.True(service.WaitForExit(30_000));
    }

    [Fact]
    public void NewKey_PrintsTheKey_AndKeepsItsHash()
    {
        (int exitCode, string key) = Run("new-key", _folder.At("keys"), "alice", "--scope", "write");
        Assert.Equal((ExitCodes.Done, 43), (exitCode, key.Trim().Length));
        string kept = File.ReadAllText(_folder.At("keys"));
        Assert.Matches("^alice write [0-9a-f]{64}\n$", kept);
        Assert.DoesNotContain(key.Trim(), kept, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, Run("new-key", _folder.At("keys"), "a b").ExitCode);
        Assert.Equal(ExitCodes.Usage, Run("new-key", _folder.At("keys"), "bob", "--scope", "all").ExitCode);
    }

    [CurlFact]
    public void TheModelsRequests_WorkUnchanged_WithCurl()
    {
        Assert.Equal(ExitCodes.Done,
            Run(["add", Index, .. Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal).Take(6), "--features",
                "100"]).ExitCode);
        using var service = new ServedProcess(Index, "--images", TestData.Photos);
        string[] row = [.. Enumerable.Range(0, 128).Select(i => (i % 9 / 10.0).ToString(CultureInfo.InvariantCulture))];
        string rows = $"[[{string.Join(", ", row)}]]", image = TestData.Photo("Bridge");
        Assert.Equal("pong", Curl(service, "ping"));
        foreach ((string body, int answers) in new[]
        {
            ("""{"k": 5, "ids": [1, 2, 3]}""", 3),
            ($$"""{"k": 5, "vectors": {{rows}}}""", 1),
            ($$"""{"k": 5, "image": "{{image}}"}""", 1),
            ($$"""{"k": 5, "ids": [1, 2], "vectors": {{rows}}, "image": "{{image}}"}""", 4),
        })
        {
            JsonArray told = JsonNode.Parse(Curl(service, "faiss/search", "-X", "POST", "-d", body))!.AsArray();
            Assert.Equal(answers, told.Count);
            Assert.All(told, answer =>
            {
                Assert.Equal(["id", "neighbors"], answer!.AsObject().Select(p => p.Key));
                Assert.All(answer["neighbors"]!.AsArray(),
                    n => Assert.Equal(["id", "file_path", "score"], n!.AsObject().Select(p => p.Key)));
            });
        }

        string found = Curl(service, "faiss/search", "-X", "POST", "-d", $$"""{"k": 5, "image": "{{image}}"}""");
        Assert.Equal(image, (string)JsonNode.Parse(found)![0]!["neighbors"]![0]!["file_path"]!);
        Assert.Equal("400", Curl(service, "faiss/search", "-X", "POST", "-d", """{"ids": [1]}""", "-o", "/dev/null", "-w", "%{http_code}"));
    }

    [Fact]
    public async Task KilledUnderLoad_AndStartedAgain_TheIndexIsWhole()
    {
        Assert.Equal(ExitCodes.Done, Run("add", Index, TestData.Photo("umang"), TestData.Photo("Fossa"), "--features", "60").ExitCode);
        byte[] photo = await File.ReadAllBytesAsync(TestData.Photo("Fossa"));
        string[] others = Directory.GetFiles(TestData.Hostile, "exif-o_Landscape_*.jpg");
        var kept = new ConcurrentBag<(long Id, string Hash)>();
        int sent = 0;
        for (int round = 0; round < 3; round++)
        {
            using var service = new ServedProcess(Index, "--uploads", _folder.At("uploads"));
            int before = kept.Count;
            Task[] load =
            [
                .. Enumerable.Range(0, 2).Select(_ => UntilDeadAsync(async () =>
                {
                    using HttpResponseMessage answer =
                        await service.Client.PostAsync("/api/v1/indexes/photos/search", new ByteArrayContent(photo));
                    Assert.True(answer.IsSuccessStatusCode, $"{answer.StatusCode}");
                    Assert.Equal(2, (long)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["matches"]![0]!["image"]!["id"]!);
                })),
                .. Enumerable.Range(0, 2).Select(_ => UntilDeadAsync(async () =>
                {
                    int number = Interlocked.Increment(ref sent);
                    byte[] image = [.. await File.ReadAllBytesAsync(others[number % others.Length]), .. BitConverter.GetBytes(number)];
                    using HttpResponseMessage answer =
                        await service.Client.PostAsync("/api/v1/indexes/photos/images", new ByteArrayContent(image));
                    Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
                    JsonNode added = (await answer.Content.ReadFromJsonAsync<JsonNode>())!["image"]!;
                    kept.Add(((long)added["id"]!, (string)added["sha256"]!));
                })),
            ];
            for (DateTime end = DateTime.UtcNow.AddSeconds(30); kept.Count < before + 5 + round && !load.Any(t => t.IsCompleted);)
            {
                Assert.True(DateTime.UtcNow < end, "nothing was added in 30 seconds");
                await Task.Delay(10);
            }

            service.Kill();
            await Task.WhenAll(load);
            Assert.True(IndexCheck.Run(Index).IsSound);
            ImageIndex whole = IndexFile.Open(Index);
            Assert.All(kept, k => Assert.Equal(k.Hash, Convert.ToHexStringLower(whole.Snapshot().GetImage(k.Id).ContentHash.AsSpan())));
        }

        Assert.True(kept.Count >= 18);
    }

    private static async Task UntilDeadAsync(Func<Task> ask)
    {
        try
        {
            while (true)
            {
                await ask();
            }
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // It was killed, as it was to be.
        }
    }

    private static string Curl(ServedProcess service, string route, params string[] arguments)
    {
        using Process curl = Process.Start(
            new ProcessStartInfo("curl", ["-s", $"{service.Client.BaseAddress}{route}", .. arguments]) { RedirectStandardOutput = true })!;
        string text = curl.StandardOutput.ReadToEnd();
        curl.WaitForExit();
        Assert.Equal(0, curl.ExitCode);
        return text;
    }

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        using Process process = ServedProcess.Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.DoesNotContain("   at ", error.Result, StringComparison.Ordinal);
        return (process.ExitCode, output);
    }
}
