using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace ImageSearch.Benchmarks;

/// <summary>'imagesearch serve' as a process of its own, and what it says of itself.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private readonly Process _process;

    public ServiceProcess(string index, string uploads)
    {
        string command = Path.Combine(AppContext.BaseDirectory, "imagesearch.dll");
        _process = Process.Start(new ProcessStartInfo("dotnet", ["exec", command, "serve", $"bench={index}", "--urls", "http://127.0.0.1:0", "--uploads", uploads])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _ = _process.StandardError.BaseStream.CopyToAsync(Stream.Null);
        string line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The service did not start.");
        Client = new HttpClient { BaseAddress = new Uri(line["Listening on ".Length..]), Timeout = TimeSpan.FromMinutes(1) };
    }

    public HttpClient Client { get; }

    /// <summary>All resident memory, and what of it is not a mapped file (where /proc tells; else the same).</summary>
    public async Task<(double All, double Own)> ResidentMegabytesAsync()
    {
        double all = double.Parse(Resident().Match(await Client.GetStringAsync("/metrics").ConfigureAwait(false)).Groups[1].Value, CultureInfo.InvariantCulture) / (1 << 20);
        string status = $"/proc/{_process.Id}/status";
        return (all, File.Exists(status)
            ? double.Parse(Anonymous().Match(await File.ReadAllTextAsync(status).ConfigureAwait(false)).Groups[1].Value, CultureInfo.InvariantCulture) / 1024
            : all);
    }

    /// <summary>As a power cut would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        Client.Dispose();
        _process.Dispose();
    }

    [GeneratedRegex(@"(?m)^process_resident_memory_bytes (\d+)$")]
    private static partial Regex Resident();

    [GeneratedRegex(@"(?m)^RssAnon:\s+(\d+) kB$")]
    private static partial Regex Anonymous();
}
