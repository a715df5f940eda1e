using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using System.Text;
using ImageSearch.TestSupport;

namespace ImageSearch.Cli.Tests;

/// <summary>What consoles differ in: characters, ends of lines, and how a program is told to end.</summary>
public sealed partial class ConsoleTests : IDisposable
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly TemporaryFolder _folder = new();

    private string Index => _folder.At("photos.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Output_IsUtf8_WhereverItGoes()
    {
        const string Name = "名前 ü.jpg";
        File.Copy(TestData.Photo("umang"), _folder.At(Name));
        Called.Here("add", Index, _folder.At(Name), "--features", "60");
        ProcessStartInfo start = ProgramStart.Of(ProgramStart.Command, "info", Index, "--images");
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        start.StandardOutputEncoding = start.StandardErrorEncoding = Strict;
        using (Process process = Process.Start(start)!)
        {
            Assert.Contains("名前 ü", Called.Of(process).Output, StringComparison.Ordinal);
        }

        start.ArgumentList[^3] = "find";
        start.ArgumentList[^1] = _folder.At("不.jpg");
        using Process failing = Process.Start(start)!;
        Assert.Contains("不.jpg", Called.Of(failing).Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task KeysAndLists_MayHaveEndsOfLinesOfWindows()
    {
        string keys = _folder.At("keys"), list = _folder.At("ignored.txt"), copy = _folder.At("copy.jpg"), photo = _folder.At("photo.jpg");
        File.Copy(TestData.Photo("Wine"), photo);
        File.Copy(photo, copy);
        Assert.Equal(ExitCodes.Done, Called.Here("add", Index, photo, copy, "--features", "60").ExitCode);
        await File.WriteAllTextAsync(list, $"# mine\r\n\r\n{photo}\t{copy}\r\n");
        Assert.Contains(" 0 groups", Called.Here("duplicates", Index, "--ignore", list).Output, StringComparison.Ordinal);

        string key = Called.Here("new-key", keys, "alice").Output.Trim();
        await File.WriteAllTextAsync(keys, (await File.ReadAllTextAsync(keys)).ReplaceLineEndings("\r\n") + "\r\n");
        using var service = new ServedProcess(Index, "--keys", keys);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/indexes") { Headers = { { "X-Api-Key", key } } };
        using HttpResponseMessage answer = await service.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Ctrl+Break, and what a window that is closed or a session that ends sends in its place, end the service in order.</summary>
    [WindowsFact]
    [SupportedOSPlatform("windows")]
    public async Task CtrlBreak_EndsTheService_InOrder()
    {
        Called.Here("add", Index, TestData.Photo("umang"), "--features", "60");
        ProcessStartInfo start = ProgramStart.Of(ProgramStart.Command, "serve", Index, "--urls", "http://127.0.0.1:0");
        start.RedirectStandardOutput = true;
        start.CreateNewProcessGroup = true;
        using Process service = Process.Start(start)!;
        try
        {
            Assert.StartsWith("Listening on ", await service.StandardOutput.ReadLineAsync(), StringComparison.Ordinal);
            const uint CtrlBreak = 1;
            Assert.True(SendToGroup(CtrlBreak, (uint)service.Id) != 0, $"not sent: error {Marshal.GetLastPInvokeError()}");
            Assert.True(service.WaitForExit(60_000));
        }
        finally
        {
            service.Kill();
        }

        Assert.Equal(ExitCodes.Done, service.ExitCode);
    }

    [SupportedOSPlatform("windows")]
    [LibraryImport("kernel32", EntryPoint = "GenerateConsoleCtrlEvent", SetLastError = true)]
    private static partial int SendToGroup(uint what, uint processGroup);
}
