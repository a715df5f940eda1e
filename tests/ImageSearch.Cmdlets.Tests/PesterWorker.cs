using System.Diagnostics;
using System.IO.Pipes;
using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

namespace ImageSearch.Cmdlets.Tests;

/// <summary>A PowerShell with Pester that runs one file after another. It ends when this process does, for the pipe ends then.</summary>
internal sealed class PesterWorker : IDisposable
{
    private readonly Process _process;
    private readonly NamedPipeServerStream _pipe;
    private readonly StreamReader _answers;
    private readonly Task<string> _errors;

    private PesterWorker(Process process, NamedPipeServerStream pipe)
    {
        _process = process;
        _pipe = pipe;
        _answers = new StreamReader(pipe);

        // Read away all along: a full pipe would stop it.
        _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Starts one.</summary>
    /// <exception cref="IOException">It ended at once.</exception>
    public static async Task<PesterWorker> StartAsync()
    {
        string name = $"pester-{Guid.NewGuid():N}";
        var pipe = new NamedPipeServerStream(name, PipeDirection.InOut, 1, PipeTransmissionMode.Byte,
            PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly);
        Process process = StartPowerShell(name);
        var worker = new PesterWorker(process, pipe);
        Task connected = pipe.WaitForConnectionAsync();
        if (await Task.WhenAny(connected, process.WaitForExitAsync()) != connected)
        {
            throw await worker.EndedAsync();
        }

        return worker;
    }

    /// <summary>Runs one file.</summary>
    /// <exception cref="IOException">PowerShell ended meanwhile.</exception>
    public async Task<IReadOnlyList<PesterResult>> RunAsync(string file)
    {
        await _pipe.WriteAsync(Encoding.UTF8.GetBytes(file + "\n"));
        string line = await _answers.ReadLineAsync() ?? throw await EndedAsync();
        return JsonSerializer.Deserialize<PesterResult[]>(line)!;
    }

    public void Dispose()
    {
        _answers.Dispose();
        _process.Dispose();
    }

    private static Process StartPowerShell(string pipeName)
    {
        // The folder of this runtime is shared/Microsoft.NETCore.App/VERSION of dotnet's own.
        string root = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));
        string shell = Path.Combine(Told("PowerShell"), OperatingSystem.IsWindows() ? "win" : "unix", "pwsh.dll");
        string script = Path.Combine(AppContext.BaseDirectory, "PesterWorker.ps1");
        var start = new ProcessStartInfo(Path.Combine(root, "dotnet"),
            [shell, "-NoProfile", "-NonInteractive", "-File", script, Told("Pester"), pipeName])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["DOTNET_ROOT"] = root;
        start.Environment["IMAGESEARCH_TEST_COMMAND"] = Told("Command") + (OperatingSystem.IsWindows() ? ".exe" : "");
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }

    /// <summary>What the build knew (the project file).</summary>
    private static string Told(string key) =>
        typeof(PesterWorker).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == key).Value!;

    private async Task<IOException> EndedAsync()
    {
        await _process.WaitForExitAsync();
        return new IOException($"PowerShell ended with {_process.ExitCode}.\n{await _errors}");
    }
}
