using System.Globalization;
using System.Text.RegularExpressions;
using ImageSearch.TestSupport;

namespace ImageSearch.Benchmarks;

/// <summary>What a served process says of its memory.</summary>
internal static partial class ServiceMemory
{
    /// <summary>All resident memory, and what of it is not a mapped file (where /proc tells; else the same).</summary>
    public static async Task<(double All, double Own)> ResidentMegabytesAsync(ServedProcess service)
    {
        string metrics = await service.Client.GetStringAsync("/metrics").ConfigureAwait(false);
        double all = double.Parse(Resident().Match(metrics).Groups[1].Value, CultureInfo.InvariantCulture) / (1 << 20);
        double own = OwnMegabytes(service.ProcessId);
        return (all, own > 0 ? own : all);
    }

    /// <summary>Resident memory that is not a mapped file; 0 where /proc does not tell.</summary>
    public static double OwnMegabytes(int processId)
    {
        string status = $"/proc/{processId}/status";
        return File.Exists(status)
            ? double.Parse(Anonymous().Match(File.ReadAllText(status)).Groups[1].Value, CultureInfo.InvariantCulture) / 1024 : 0;
    }

    [GeneratedRegex(@"(?m)^process_resident_memory_bytes (\d+)$")]
    private static partial Regex Resident();

    [GeneratedRegex(@"(?m)^RssAnon:\s+(\d+) kB$")]
    private static partial Regex Anonymous();
}
