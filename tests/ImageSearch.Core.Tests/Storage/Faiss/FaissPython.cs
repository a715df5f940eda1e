using System.Diagnostics;
using Xunit.Abstractions;

namespace ImageSearch.Tests.Storage.Faiss;

/// <summary>Debian's own Python, for which its Faiss is packaged.</summary>
internal static class FaissPython
{
    private const string Python = "/usr/bin/python3";

    /// <summary>Whether Faiss is there; where it is not, the run says what was not tried.</summary>
    public static bool IsThere(ITestOutputHelper output)
    {
        bool isThere = OperatingSystem.IsLinux() && File.Exists(Python) && Run("import faiss", out _) == 0;
        if (!isThere)
        {
            output.WriteLine("!!!! SKIPPED: no Faiss for /usr/bin/python3 here. Our export was NOT read by Faiss in this run.");
        }

        return isThere;
    }

    /// <summary>A path as a script has it.</summary>
    public static string Quoted(string path) => System.Text.Json.JsonSerializer.Serialize(path);

    /// <summary>Runs a script; its exit code, and what it prints, errors too if it fails.</summary>
    public static int Run(string script, out string output)
    {
        var start = new ProcessStartInfo(Python, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        output += process.ExitCode == 0 ? "" : errors.Result;
        return process.ExitCode;
    }
}
