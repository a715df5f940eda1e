using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>What those who run the service meet: systemd, little memory, writers that are killed, the audit trail.</summary>
public sealed class OperatorTests : IDisposable
{
    private const string Images = "/api/v1/indexes/photos/images", Search = "/api/v1/indexes/photos/search";

    private readonly TemporaryFolder _folder = new();
    private readonly List<Process> _started = [];

    private string Index => _folder.At("photos.imgidx");

    public void Dispose()
    {
        foreach (Process process in _started)
        {
            if (!process.HasExited)
            {
                process.Kill();
                process.WaitForExit();
            }

            process.Dispose();
        }

        _folder.Dispose();
    }

    [UnixFact("Windows has no systemd.")]
    public async Task Systemd_IsToldThatItIsReady_Lives_AndStops()
    {
        Run("add", Index, TestData.Photo("umang"), "--features", "60");
        using var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified) { ReceiveTimeout = 60_000 };
        socket.Bind(new UnixDomainSocketEndPoint(_folder.At("notify")));
        Process service = Start(new() { ["NOTIFY_SOCKET"] = _folder.At("notify"), ["WATCHDOG_USEC"] = "200000" }, "serve", Index,
            "--urls", "http://127.0.0.1:0");
        _ = service.StandardError.ReadToEndAsync();
        Assert.Equal(["READY=1", "WATCHDOG=1", "WATCHDOG=1"], new[] { Receive(socket, "WATCHDOG=1"), Receive(socket), Receive(socket) });
        Assert.StartsWith("Listening on ", await service.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
        Signals.Send(service.Id, Signals.Terminate);
        Assert.Equal("STOPPING=1", Receive(socket, "WATCHDOG=1"));
        await service.WaitForExitAsync();
        Assert.Equal(ExitCodes.Done, service.ExitCode);
    }

    /// <summary>A socket that is not there, as of a wrong unit, stops nothing.</summary>
    [Fact]
    public async Task WhereSystemdDoesNotListen_TheServiceServes()
    {
        Run("add", Index, TestData.Photo("umang"), "--features", "60");
        Process service = Start(new() { ["NOTIFY_SOCKET"] = _folder.At("none"), ["WATCHDOG_USEC"] = "50000" }, "serve", Index,
            "--urls", "http://127.0.0.1:0");
        _ = service.StandardError.ReadToEndAsync();
        string url = (await service.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
        using var client = new HttpClient { BaseAddress = new Uri(url) };
        await Task.Delay(300);
        Assert.Equal("pong", await client.GetStringAsync("/ping"));
        service.Kill();
        await service.WaitForExitAsync();
    }

    /// <summary>Bodies and pictures that ask for more than the process may have are refused in a line each, and the process lives. When
    /// it has memory again is not asked: what Kestrel itself lacked may stay undone until a restart.</summary>
    [Fact]
    public async Task WithAHardLimitOfMemory_WhatDoesNotFit_IsRefused_AndNothingFails()
    {
        Run("add", Index, TestData.Photo("umang"), TestData.Photo("Fossa"));
        Process service = Start(new() { ["DOTNET_GCHeapHardLimit"] = "0x4000000" }, "serve", Index, "--urls", "http://127.0.0.1:0",
            "--searches", "4");
        var log = new ConcurrentQueue<string>();
        service.ErrorDataReceived += (_, line) => log.Enqueue(line.Data ?? "");
        service.BeginErrorReadLine();
        using var client = new HttpClient
        {
            BaseAddress = new Uri((await service.StandardOutput.ReadLineAsync())!["Listening on ".Length..]),
            Timeout = TimeSpan.FromMinutes(3),
        };
        byte[] photo = await File.ReadAllBytesAsync(TestData.Photo("Fossa")), large = new byte[31 << 20];
        photo.CopyTo(large, 0);
        Assert.Equal(HttpStatusCode.OK, await PostAsync(client, photo));
        var statuses = new ConcurrentBag<(int Status, string Text)>();
        await Task.WhenAll(Enumerable.Range(0, 8).Select(async i =>
        {
            for (int round = 0; round < 3; round++)
            {
                try
                {
                    using var body = new ByteArrayContent((i + round) % 4 == 0 ? photo : large);
                    using HttpResponseMessage answer = await client.PostAsync(Search, body);
                    statuses.Add(((int)answer.StatusCode, await answer.Content.ReadAsStringAsync()));
                }
                catch (HttpRequestException)
                {
                    // Refused while the rest of it was being sent.
                }
            }
        }));
        Assert.All(statuses, s => Assert.True(s.Status is 200 or 408 or 413 or 429 or 503, $"{s.Status}: {s.Text}"));
        Assert.Contains(statuses, s => s.Status != 200);
        Assert.False(service.HasExited, string.Join('\n', log));
        service.Kill();
        await service.WaitForExitAsync();
        Assert.True(!log.Any(l => l.Contains("   at ", StringComparison.Ordinal) || l.Contains("InternalError", StringComparison.Ordinal)),
            string.Join('\n', log));
    }

    /// <summary>Killed at any moment, within a commit too: what others were told is there, and nobody waits for the dead.</summary>
    [Fact]
    public async Task WritersThatAreKilled_LoseNothingOfOthers()
    {
        Run("add", Index, TestData.Photo("umang"), "--features", "60");
        string[] photos = [.. Directory.GetFiles(TestData.Photos, "*.jpg").Order(StringComparer.Ordinal)];
        using var service = new ServedProcess(Index, "--uploads", _folder.At("uploads"));
        byte[] image = await File.ReadAllBytesAsync(Path.Combine(TestData.Hostile, "exif-o_Landscape_6.jpg"));
        var kept = new ConcurrentBag<string>();
        using var end = new CancellationTokenSource();
        Task uploading = Task.Run(async () =>
        {
            for (int sent = 0; !end.IsCancellationRequested; sent++)
            {
                using var body = new ByteArrayContent([.. image, .. BitConverter.GetBytes(sent)]);
                using HttpResponseMessage answer = await service.Client.PostAsync(Images, body);
                Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
                kept.Add((string)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["image"]!["sha256"]!);
            }
        });
        int killed = 0, commits = 0, within = 0;
        for (int i = 0; (i < 25 || within < 3) && i < 100 && !uploading.IsCompleted; i++)
        {
            string made = _folder.At($"{i}.jpg");
            await File.WriteAllBytesAsync(made, [.. await File.ReadAllBytesAsync(photos[i % photos.Length]), (byte)i]);
            using Process add = ServedProcess.Start("add", Index, made);
            Task read = Task.WhenAll(add.StandardOutput.ReadToEndAsync(), add.StandardError.ReadToEndAsync());

            // The lock is held for a moment at the start, then for the commit; some are killed as they work.
            within += await UntilItHoldsTheLockAsync(add, i % 3 == 0 ? 1 : 2, TimeSpan.FromMilliseconds(i % 4 == 3 ? 600 : 60_000)) ? 1 : 0;
            (killed, commits) = add.HasExited ? (killed, commits + 1) : (killed + 1, commits);
            if (!add.HasExited)
            {
                add.Kill();
            }

            await add.WaitForExitAsync();
            await read;
        }

        await end.CancelAsync();
        await uploading;
        service.Kill();
        Assert.True(IndexCheck.Run(Index).IsSound);
        ImageIndex whole = IndexFile.Open(Index);
        var there = whole.GetImages().Select(i => Convert.ToHexStringLower(i.ContentHash.AsSpan())).ToHashSet();
        Assert.True(within >= 3 && !kept.IsEmpty, $"{killed} killed, {within} with the lock, {commits} done, {kept.Count} uploaded");
        Assert.All(kept, hash => Assert.Contains(hash, there));
        Assert.InRange(whole.ImageCount, 1 + kept.Count + commits, 1 + kept.Count + commits + killed);
        Run("add", Index, TestData.Photo("Fossa"));
    }

    [Fact]
    public async Task TheAuditTrail_IsJson_InACategoryOfItsOwn()
    {
        Run("add", Index, TestData.Photo("umang"), "--features", "60");
        string key = Run("new-key", _folder.At("keys"), "alice", "--scope", "write", "--index", "photos", "--expires", "2999-01-01").Trim();
        Assert.Matches("^alice write [0-9a-f]{64} indexes=photos expires=2999-01-01T00:00:00Z\n$",
            await File.ReadAllTextAsync(_folder.At("keys")));
        using Process service = ServedProcess.Start("serve", Index, "--urls", "http://127.0.0.1:0", "--json", "--keys", _folder.At("keys"),
            "--uploads", _folder.At("uploads"));
        string url = (await service.StandardOutput.ReadLineAsync())!["Listening on ".Length..];
        using var request = new HttpRequestMessage(HttpMethod.Delete, url + Images + "/1")
        {
            Headers = { { "X-Api-Key", key }, { "X-Request-Id", "mine-1" } },
        };
        using var client = new HttpClient();
        using HttpResponseMessage answer = await client.SendAsync(request);
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
        JsonNode line;
        do
        {
            line = JsonNode.Parse((await service.StandardError.ReadLineAsync())!)!;
        }
        while ((string)line["Category"]! != "ImageSearch.Audit");

        JsonNode state = line["State"]!;
        Assert.Equal(("Remove", "Removed", "alice", "photos", "1", 204, "mine-1"), ((string)state["Action"]!, (string)state["Result"]!,
            (string)state["Key"]!, (string)state["Index"]!, (string)state["Image"]!, (int)state["Status"]!, (string)state["Request"]!));
        Assert.Equal(new FileInfo(TestData.Photo("umang")).Length, (long)state["Bytes"]!);
        service.Kill();
        await service.WaitForExitAsync();
    }

    [Theory]
    [InlineData("new-key", "keys", "a", "--expires", "tomorrow")]
    [InlineData("new-key", "keys", "a", "--index", "no name")]
    [InlineData("serve", "x", "--allowed-origins", "*")]
    [InlineData("serve", "x", "--limit-requests-at-once", "-1")]
    public void WrongOptions_AreWrongUsage(params string[] arguments)
    {
        using Process process = ServedProcess.Start([.. arguments.Select(a => a == "keys" ? _folder.At(a) : a)]);
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal(ExitCodes.Usage, process.ExitCode);
        Assert.DoesNotContain("   at ", error, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder.At("keys")));
    }

    /// <summary>Whether it held the lock so many times; false where it ended or the time did.</summary>
    private async Task<bool> UntilItHoldsTheLockAsync(Process process, int times, TimeSpan within)
    {
        bool wasHeld = false;
        for (long start = Stopwatch.GetTimestamp(); !process.HasExited && Stopwatch.GetElapsedTime(start) < within;)
        {
            bool isHeld = IsLockedBy(process.Id);
            times -= isHeld && !wasHeld ? 1 : 0;
            if (times == 0)
            {
                return true;
            }

            wasHeld = isHeld;
            await Task.Delay(1);
        }

        return false;
    }

    /// <summary>By taking it for a moment where nobody has it.</summary>
    private bool IsLockedBy(int process)
    {
        try
        {
            IndexLock.Take(Index).Dispose();
            return false;
        }
        catch (IndexException e) when (e.Kind == ErrorKind.IndexLocked)
        {
            return e.Message.Contains($"process {process} ", StringComparison.Ordinal);
        }
    }

    private static async Task<HttpStatusCode> PostAsync(HttpClient client, byte[] image)
    {
        using var body = new ByteArrayContent(image);
        using HttpResponseMessage answer = await client.PostAsync(Search, body);
        return answer.StatusCode;
    }

    private static string Receive(Socket socket, string? but = null)
    {
        byte[] buffer = new byte[256];
        string text;
        do
        {
            text = Encoding.UTF8.GetString(buffer, 0, socket.Receive(buffer));
        }
        while (text == but);
        return text;
    }

    private Process Start(Dictionary<string, string> environment, params string[] arguments)
    {
        ProcessStartInfo start = ProgramStart.Of(ProgramStart.Command, arguments);
        start.RedirectStandardOutput = start.RedirectStandardError = true;
        environment.ToList().ForEach(e => start.Environment[e.Key] = e.Value);
        Process process = Process.Start(start)!;
        _started.Add(process);
        return process;
    }

    private static string Run(params string[] arguments)
    {
        using Process process = ServedProcess.Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == ExitCodes.Done, error.Result);
        return output;
    }
}
