using System.Diagnostics;
using System.Runtime.Intrinsics.X86;
using System.Text.Json.Nodes;

namespace ImageSearch.Benchmarks;

/// <summary>Runs a peer script and takes its last line, which is JSON.</summary>
internal static class Peer
{
    public const string Python = "/usr/bin/python3";

    private const string OpenBlasKernels = "OPENBLAS_CORETYPE";

    private const string HowToInstall =
        "PEER SKIPPED: {0}. Peers need Debian's packages: apt-get install python3-opencv python3-faiss python3-numpy libopenblas0-pthread";

    /// <summary>The script's figures; null, said loudly, if the script or what it needs is not there.</summary>
    public static JsonObject? Run(string? folder, string script, params string[] arguments) =>
        RunLines(folder, script, arguments) is { } lines ? JsonNode.Parse(lines[^1])!.AsObject() : null;

    /// <summary>All lines that the script prints, one at least; null, said loudly, if the script or what it needs is not there.</summary>
    public static string[]? RunLines(string? folder, string script, params string[] arguments)
    {
        string path = Path.Combine(folder ?? "", script);
        if (folder is null || !File.Exists(path))
        {
            Console.WriteLine(HowToInstall, $"no {script}; name the folder of the peer scripts with --peers");
            return null;
        }

        if (!File.Exists(Python))
        {
            Console.WriteLine(HowToInstall, $"no {Python}");
            return null;
        }

        ProcessStartInfo start = StartOf(path, arguments);
        start.RedirectStandardError = true;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        process.WaitForExit();
        if (process.ExitCode != 0 || lines.Length == 0)
        {
            Console.WriteLine(HowToInstall, $"{script} failed: {errors.Result.Trim().Split('\n')[^1]}");
            return null;
        }

        return lines;
    }

    /// <summary>
    /// How a script is started, with the fastest kernels that OpenBLAS has for this processor unless somebody named others: version 0.3.21
    /// does not know processors that are newer than it is, and takes its slowest ones there.
    /// </summary>
    public static ProcessStartInfo StartOf(string script, params string[] arguments)
    {
        var start = new ProcessStartInfo(Python, [script, .. arguments]) { RedirectStandardOutput = true };
        string? fastest = Avx512F.IsSupported ? "SkylakeX" : Avx2.IsSupported ? "Haswell" : null;
        if (fastest is not null)
        {
            start.Environment.TryAdd(OpenBlasKernels, fastest);
        }

        return start;
    }
}
