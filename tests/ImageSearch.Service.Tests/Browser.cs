using System.Diagnostics;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ImageSearch.TestSupport;

namespace ImageSearch.Service.Tests;

/// <summary>A page in the system's Chromium, driven by its own DevTools protocol (docs/decisions/0043).</summary>
internal sealed partial class Browser : IAsyncDisposable
{
    private readonly TemporaryFolder _profile = new();
    private readonly ClientWebSocket _socket = new();
    private readonly CancellationTokenSource _limit = new(TimeSpan.FromSeconds(60));
    private Process? _process;
    private int _calls;

    /// <summary>Where Chromium is; null where there is none.</summary>
    public static string? Executable { get; } = new[] { Environment.GetEnvironmentVariable("CHROMIUM"), "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }
        .FirstOrDefault(File.Exists);

    /// <summary>What went wrong in the page: errors, and what its policy refused.</summary>
    public List<string> Complaints { get; } = [];

    public static async Task<Browser> OpenAsync(Uri url)
    {
        var browser = new Browser();
        try
        {
            await browser.StartAsync(url);
            return browser;
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }

    public async Task<JsonNode?> EvaluateAsync(string script)
    {
        JsonNode answer = await CallAsync("Runtime.evaluate", new { expression = script, awaitPromise = true, returnByValue = true });
        Assert.True(answer["exceptionDetails"] is null, answer.ToJsonString());
        return answer["result"]!["value"];
    }

    public async Task UntilAsync(string condition)
    {
        while ((bool?)await EvaluateAsync($"!!({condition})") != true)
        {
            Assert.False(_limit.IsCancellationRequested, $"never: {condition}");
            await Task.Delay(50, _limit.Token);
        }
    }

    public async Task ChooseFileAsync(string selector, string path)
    {
        JsonNode document = await CallAsync("DOM.getDocument", new { });
        JsonNode node = await CallAsync("DOM.querySelector", new { nodeId = (int)document["root"]!["nodeId"]!, selector });
        await CallAsync("DOM.setFileInputFiles", new { files = new[] { path }, nodeId = (int)node["nodeId"]! });
    }

    public async Task PressAsync(string key, int code, string? text = null)
    {
        await CallAsync("Input.dispatchKeyEvent", new { type = text is null ? "rawKeyDown" : "keyDown", key, code = key, windowsVirtualKeyCode = code, text = text ?? "" });
        await CallAsync("Input.dispatchKeyEvent", new { type = "keyUp", key, code = key, windowsVirtualKeyCode = code });
    }

    public Task SizeAsync(int width, int height) => CallAsync("Emulation.setDeviceMetricsOverride", new { width, height, deviceScaleFactor = 1, mobile = width < 600 });

    public Task SchemeAsync(string scheme) => CallAsync("Emulation.setEmulatedMedia", new { features = new[] { new { name = "prefers-color-scheme", value = scheme } } });

    /// <summary>Kept where IMAGESEARCH_SCREENSHOTS names a folder, to be looked at.</summary>
    public async Task ScreenshotAsync(string name)
    {
        byte[] png = Convert.FromBase64String((string)(await CallAsync("Page.captureScreenshot", new { format = "png" }))["data"]!);
        Assert.True(png.Length > 1000);
        if (Environment.GetEnvironmentVariable("IMAGESEARCH_SCREENSHOTS") is { Length: > 0 } folder)
        {
            Directory.CreateDirectory(folder);
            await File.WriteAllBytesAsync(Path.Combine(folder, name + ".png"), png);
        }
    }

    public async Task<JsonNode> CallAsync(string method, object parameters)
    {
        int id = ++_calls;
        await _socket.SendAsync(JsonSerializer.SerializeToUtf8Bytes(new { id, method, @params = parameters }), WebSocketMessageType.Text, true, _limit.Token);
        while (true)
        {
            JsonNode message = await ReceiveAsync();
            if ((int?)message["id"] == id)
            {
                Assert.True(message["error"] is null, $"{method}: {message["error"]?.ToJsonString()}");
                return message["result"]!;
            }

            Note(message);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        if (_process is not null)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        _limit.Dispose();
        await Task.Delay(100);
        _profile.Dispose();
    }

    private async Task StartAsync(Uri url)
    {
        var start = new ProcessStartInfo(Executable!) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach (string argument in new[] { "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run", "--disable-background-networking",
            "--remote-debugging-port=0", $"--user-data-dir={_profile.Path}", "about:blank" })
        {
            start.ArgumentList.Add(argument);
        }

        _process = Process.Start(start)!;
        string? line;
        Match said;
        do
        {
            line = await _process.StandardError.ReadLineAsync(_limit.Token);
            said = Listening().Match(line ?? throw new InvalidOperationException("Chromium ended before it listened."));
        }
        while (!said.Success);

        // It goes on writing; a full pipe would stop it.
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        _ = _process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        using var client = new HttpClient();
        HttpResponseMessage made = await client.PutAsync(new Uri($"http://127.0.0.1:{said.Groups[1].Value}/json/new?about:blank"), null, _limit.Token);
        JsonNode target = (await made.Content.ReadFromJsonAsync<JsonNode>(_limit.Token))!;
        await _socket.ConnectAsync(new Uri((string)target["webSocketDebuggerUrl"]!), _limit.Token);
        foreach (string domain in new[] { "Page", "Runtime", "Log", "DOM" })
        {
            await CallAsync(domain + ".enable", new { });
        }

        await CallAsync("Page.navigate", new { url = url.ToString() });
        await UntilAsync("document.readyState === 'complete' && location.href.startsWith('http')");
    }

    private void Note(JsonNode message)
    {
        string? method = (string?)message["method"];
        if (method == "Runtime.exceptionThrown" || (method == "Log.entryAdded" && (string?)message["params"]!["entry"]!["level"] == "error"))
        {
            Complaints.Add(message.ToJsonString());
        }
    }

    private async Task<JsonNode> ReceiveAsync()
    {
        using var text = new MemoryStream();
        var buffer = new byte[1 << 16];
        ValueWebSocketReceiveResult part;
        do
        {
            part = await _socket.ReceiveAsync(buffer.AsMemory(), _limit.Token);
            text.Write(buffer, 0, part.Count);
        }
        while (!part.EndOfMessage);
        return JsonNode.Parse(Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length))!;
    }

    [GeneratedRegex("DevTools listening on ws://127\\.0\\.0\\.1:(\\d+)/")]
    private static partial Regex Listening();
}
