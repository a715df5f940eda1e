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
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, TestData.Photo("umang"), "--features", "60").ExitCode);
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
        Assert.Equal(ExitCodes.Failed, Called.Here("serve", Index).ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("serve").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("serve", Index, "--urls", "http://0.0.0.0:5080").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("serve", Index, "other/photos.imgidx").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("serve", Index, "--searches", "0").ExitCode);
    }

    [Fact]
    public async Task AStartThatFails_SaysWhyInOneLine()
    {
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, TestData.Photo("umang"), "--features", "60").ExitCode);
        using var taken = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        await File.WriteAllTextAsync(_folder.At("broken"), "alice read\n");
        foreach ((string expected, string[] options) in new (string, string[])[]
        {
            ("address already in use", ["--urls", $"http://{taken.LocalEndpoint}"]),
            ("Cannot listen on http://127.0.0.1:", ["--urls", $"http://{taken.LocalEndpoint}"]),
            ("The key file", ["--keys", _folder.At("none")]),
            ("\"LogLevel\":\"Critical\"", ["--keys", _folder.At("none"), "--json"]),
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
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, TestData.Photo("umang"), "--features", "60").ExitCode);
        using Process service = ServedProcess.Start("serve", Index, "--urls", "http://127.0.0.1:0", "--stop-with-input", "--json");
        string url = (await service.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
        using (var client = new HttpClient())
        {
            await client.GetStringAsync(new Uri(url + "/ping"));
        }

        JsonNode started = JsonNode.Parse((await service.StandardError.ReadLineAsync())!)!;
        Assert.Equal((url, false), ((string)started["State"]!["Urls"]!, (bool)started["State"]!["HasKeys"]!));
        JsonNode line;
        do
        {
            line = JsonNode.Parse((await service.StandardError.ReadLineAsync())!)!;
        }
        while (line["State"]!["Route"] is null);

        Assert.InRange((DateTime.UtcNow - DateTime.Parse((string)line["Timestamp"]!, CultureInfo.InvariantCulture,
            DateTimeStyles.AdjustToUniversal)).TotalSeconds, -5, 60);
        Assert.Equal(("/ping", 200), ((string)line["State"]!["Route"]!, (int)line["State"]!["Status"]!));
        Assert.Equal("127.0.0.1", (string)line["State"]!["Client"]!);
        service.StandardInput.Close();
        Assert.True(service.WaitForExit(30_000));
    }

    /// <summary>One line and exit code 2, before anything is listened to; today's frameworks would end with a stack trace.</summary>
    [Theory]
    [InlineData("serve", "x", "--urls", "http://localhost:0")]
    [InlineData("serve", "x", "--urls", "http://127.0.0.1:0/path")]
    [InlineData("serve", "x", "--urls", "http://127.0.0.1:99999")]
    [InlineData("serve", "x", "--urls", "http://127.0.0.1:port")]
    [InlineData("serve", "x", "--urls", "")]
    [InlineData("serve", "x", "--urls", ";")]
    [InlineData("serve", "x", "--timeout-seconds", "0.5")]
    [InlineData("serve", "x", "--stop-seconds", "soon")]
    [InlineData("serve", "x", "--limit-body-megabytes", "512", "--body-memory-megabytes", "100")]
    [InlineData("serve", "x", "--public-url", "images.example")]
    [InlineData("serve", "x", "--trusted-proxies", "proxy")]
    [InlineData("ping", "localhost:5230")]
    [InlineData("ping", "ftp://localhost")]
    public void WrongOptions_AreWrongUsage(params string[] arguments)
    {
        Called called = Called.Here(arguments);
        Assert.Equal((ExitCodes.Usage, ""), (called.ExitCode, called.Output));
        Assert.InRange(called.Errors.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 1, 2);
        Assert.DoesNotContain("   at ", called.Errors, StringComparison.Ordinal);
    }

    /// <summary>A pipe that nobody reads is full after some hundred lines; what comes then is dropped, and nothing waits.</summary>
    [Fact]
    public async Task ALogThatNobodyReads_StopsNothing()
    {
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, TestData.Photo("umang"), "--features", "60").ExitCode);
        using Process service = ServedProcess.Start("serve", Index, "--urls", "http://127.0.0.1:0", "--stop-with-input");
        string url = (await service.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
        for (int i = 0; i < 60; i++)
        {
            Assert.Equal(100, await PingAsync(new Uri(url), 100).WaitAsync(TimeSpan.FromSeconds(60)));
        }

        service.StandardInput.Close();
        Assert.True(service.WaitForExit(60_000));
        Assert.Equal(ExitCodes.Done, service.ExitCode);
    }

    [Fact]
    public async Task Ping_AsksThisMachine_NotAProxy()
    {
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, TestData.Photo("umang"), "--features", "60").ExitCode);
        using var service = new ServedProcess(Index);
        string url = service.Client.BaseAddress!.ToString();
        ProcessStartInfo start = ProgramStart.Of(ProgramStart.Command, "ping", "--live", url);
        start.RedirectStandardOutput = true;
        start.Environment["http_proxy"] = start.Environment["HTTP_PROXY"] = "http://127.0.0.1:1";
        start.Environment["no_proxy"] = "";
        using Process ping = Process.Start(start)!;
        Assert.Equal("live" + Environment.NewLine, await ping.StandardOutput.ReadToEndAsync());
        await ping.WaitForExitAsync();
        Assert.Equal(ExitCodes.Done, ping.ExitCode);
    }

    /// <summary>The command works for a while and commits at its end: until then, and meanwhile, others write.</summary>
    [Fact]
    public async Task Uploads_BesideAdd_AreTaken_AndNothingIsLost()
    {
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, TestData.Photo("umang"), "--long-side", "1024", "--features", "0").ExitCode);
        using var service = new ServedProcess(Index, "--uploads", _folder.At("uploads"));
        string[] photos = [.. Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal)];
        Process[] adding = [.. new[] { photos[..9], photos[9..] }.Select(some =>
            ServedProcess.Start(["add", Index, "--threads", "1", .. some]))];
        Task[] read = [.. adding.SelectMany(a => new[] { a.StandardOutput.ReadToEndAsync(), a.StandardError.ReadToEndAsync() })];
        byte[] image = await File.ReadAllBytesAsync(Path.Combine(TestData.Hostile, "exif-o_Landscape_6.jpg"));
        int sent = 0;
        do
        {
            using var body = new ByteArrayContent([.. image, .. BitConverter.GetBytes(sent)]);
            using HttpResponseMessage answer = await service.Client.PostAsync("/api/v1/indexes/photos/images", body);
            Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
            sent++;
        }
        while (!adding.All(a => a.HasExited));
        await Task.WhenAll(read);
        Assert.All(adding, a => Assert.Equal(ExitCodes.Done, a.ExitCode));
        ImageIndex whole = IndexFile.Open(Index);
        Assert.Equal((19 + sent, sent), (whole.ImageCount, Directory.GetFiles(_folder.At("uploads")).Length));
        Assert.True(IndexCheck.Run(Index).IsSound);
        Array.ForEach(adding, a => a.Dispose());
    }

    [UnixFact("Windows has no such signal.")]
    public async Task AHangUp_ReadsTheKeysAgain_AndEndsNothing()
    {
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, TestData.Photo("umang"), "--features", "60").ExitCode);
        string first = Run("new-key", _folder.At("keys"), "alice").Output.Trim();
        using var service = new ServedProcess(Index, "--keys", _folder.At("keys"));
        string second = Run("new-key", _folder.At("keys"), "bob").Output.Trim();
        Signals.Send(service.ProcessId, Signals.HangUp);
        for (DateTime end = DateTime.UtcNow.AddSeconds(20); await AskAsync(service, second) != HttpStatusCode.OK;)
        {
            Assert.True(DateTime.UtcNow < end, "the new key was not taken up in 20 seconds");
            await Task.Delay(20);
        }

        Assert.Equal(HttpStatusCode.OK, await AskAsync(service, first));
    }

    [Fact]
    public void NewKey_PrintsTheKey_AndKeepsItsHash()
    {
        (int exitCode, string key, _) = Called.Here("new-key", _folder.At("keys"), "alice", "--scope", "write");
        Assert.Equal((ExitCodes.Done, 43), (exitCode, key.Trim().Length));
        string kept = File.ReadAllText(_folder.At("keys"));
        Assert.Matches("^alice write [0-9a-f]{64}\n$", kept);
        Assert.DoesNotContain(key.Trim(), kept, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, Called.Here("new-key", _folder.At("keys"), "a b").ExitCode);
        Assert.Equal(ExitCodes.Usage, Called.Here("new-key", _folder.At("keys"), "bob", "--scope", "all").ExitCode);
    }

    [CurlFact]
    public void TheModelsRequests_WorkUnchanged_WithCurl()
    {
        Assert.Equal(ExitCodes.Done,
            Called.Here(["add", Index, .. Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal).Take(6), "--features",
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
        Assert.Equal(ExitCodes.Done,
            Called.Here("add", Index, TestData.Photo("umang"), TestData.Photo("Fossa"), "--features", "60").ExitCode);
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

    private static async Task<HttpStatusCode> AskAsync(ServedProcess service, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/indexes") { Headers = { { "X-Api-Key", key } } };
        using HttpResponseMessage answer = await service.Client.SendAsync(request);
        return answer.StatusCode;
    }

    /// <summary>Asks so often by one connection, all at once: what matters is that there are many.</summary>
    /// <returns>How many were answered.</returns>
    private static async Task<int> PingAsync(Uri service, int count)
    {
        using var client = new System.Net.Sockets.TcpClient(service.Host, service.Port);
        string ask = $"GET /ping HTTP/1.1\r\nHost: {service.Authority}\r\n",
            more = string.Concat(Enumerable.Repeat(ask + "\r\n", count - 1));
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes($"{more}{ask}Connection: close\r\n\r\n"));
        using var reader = new StreamReader(client.GetStream());
        return (await reader.ReadToEndAsync()).Split("pong").Length - 1;
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
        Called called = Called.AsProcess(arguments);
        Assert.DoesNotContain("   at ", called.Errors, StringComparison.Ordinal);
        return (called.ExitCode, called.Output);
    }
}
