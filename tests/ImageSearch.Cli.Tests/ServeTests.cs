using System.Diagnostics;
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
        using Process service = Start("serve", Index, "--urls", "http://127.0.0.1:0", "--stop-with-input", "--json");
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

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.DoesNotContain("   at ", error.Result, StringComparison.Ordinal);
        return (process.ExitCode, output);
    }

    private static Process Start(params string[] arguments)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "imagesearch.dll");
        return Process.Start(new ProcessStartInfo("dotnet", ["exec", command, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }
}
