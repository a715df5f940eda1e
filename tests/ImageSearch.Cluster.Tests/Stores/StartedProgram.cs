using System.Diagnostics;
using System.Net.Sockets;

namespace ImageSearch.Cluster.Tests.Stores;

/// <summary>A program that the tests start and end.</summary>
internal sealed class StartedProgram : IDisposable
{
    private readonly Process _process;

    /// <summary>Starts it in the foreground; what it says is kept for whoever wants to know why it ended.</summary>
    public StartedProgram(string folder, string log, params string[] command) => _process = Process.Start(
        new ProcessStartInfo("/bin/sh", ["-c", $"exec \"$@\" >'{log}' 2>&1 </dev/null", "sh", .. command]) { WorkingDirectory = folder })!;

    /// <summary>A program on the PATH; null if there is none.</summary>
    public static string? Find(string name) => OperatingSystem.IsWindows() ? null
        : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(f =>
            Path.Combine(f, name)).FirstOrDefault(File.Exists);

    /// <summary>Runs a program to its end.</summary>
    public static void Run(string folder, params string[] command)
    {
        using var program = new StartedProgram(folder, Path.Combine(folder, "run.log"), command);
        program._process.WaitForExit();
        Assert.True(program._process.ExitCode == 0, $"{string.Join(' ', command)}: {File.ReadAllText(Path.Combine(folder, "run.log"))}");
    }

    /// <summary>Waits until something listens on a port.</summary>
    public Task UntilListensAsync(int port) => Waits.UntilAsync(async () =>
    {
        Assert.False(_process.HasExited, "it ended by itself");
        using var client = new TcpClient();
        try
        {
            await client.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }, $"something listens on {port}");

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }
}
