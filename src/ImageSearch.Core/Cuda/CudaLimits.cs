using System.Globalization;

namespace ImageSearch.Cuda;

/// <summary>How much of a device is used, and when.</summary>
/// <param name="PageRows">Rows in a page: what is kept or copied as one. A multiple of <see cref="KernelShape.TileRows"/>.</param>
/// <param name="QueryRows">Query rows that are searched with at once. A multiple of <see cref="KernelShape.TileQueries"/>.</param>
/// <param name="StagingBytes">Of each of two pinned buffers that rows pass through.</param>
/// <param name="RowBytes">Most memory of each device for rows; null takes what is free but for a reserve.</param>
/// <param name="MinPairs">Auto takes the device from so many pairs of rows and query rows on; null as it is reckoned.</param>
/// <param name="Ordinals">The devices' numbers; null takes the one with the most memory.</param>
internal sealed record CudaLimits(int PageRows, int QueryRows, int StagingBytes, long? RowBytes, long? MinPairs,
    IReadOnlyList<int>? Ordinals)
{
    /// <summary>Whether each device must answer a <see cref="CudaSelfTest"/> rightly before it is used, and one query row of its first
    /// search as the processor does.</summary>
    public bool TriesFirst { get; init; }

    /// <summary>Most megabytes of each device's memory for rows.</summary>
    public const string MegabytesVariable = "IMAGESEARCH_CUDA_MEGABYTES";

    /// <summary>From how many millions of pairs of rows and query rows on Auto takes the device.</summary>
    public const string PairsVariable = "IMAGESEARCH_CUDA_MILLION_PAIRS";

    /// <summary>
    /// About half a second of two processor cores: from here on a device is taken where more searches may follow, which then need not
    /// start it nor copy the rows. Reckoned, not measured on a GPU.
    /// </summary>
    private const long DefaultPairs = 2_000_000_000;

    /// <summary>What a processor core takes for a pair, measured; what starting a device takes (driver, context, compiling, trial), and a
    /// row's way to it: both supposed, not measured.</summary>
    private const double CoreNanosecondsAPair = 0.5, StartNanoseconds = 2e9, CopyNanosecondsARow = 25;

    /// <summary>What the environment says, and else the usual.</summary>
    public static CudaLimits FromEnvironment() => new(
        PageRows: 1 << 20, QueryRows: 2048, StagingBytes: 16 << 20,
        RowBytes: Number(MegabytesVariable) is { } megabytes ? megabytes << 20 : null,
        MinPairs: Number(PairsVariable) is { } millions ? millions * 1_000_000 : null,
        Ordinals: Listed(Environment.GetEnvironmentVariable(CudaDevices.Variable)))
    {
        TriesFirst = true,
    };

    /// <summary>From how many pairs on Auto takes the device.</summary>
    /// <param name="rows">Rows that are searched.</param>
    /// <param name="threads">Of the processor.</param>
    /// <param name="searches">As large ones that the process makes in all, which must repay the device's start; null if nobody
    /// knows.</param>
    public long LeastPairs(long rows, int threads, int? searches)
    {
        double repays = (StartNanoseconds + (rows * CopyNanosecondsARow)) * threads / CoreNanosecondsAPair;
        return MinPairs ?? (searches is { } all ? Math.Max(DefaultPairs, (long)(repays / Math.Max(1, all))) : DefaultPairs);
    }

    /// <summary>Numbers separated by commas; what is none becomes -1, which no device has. Null if there is nothing.</summary>
    internal static int[]? Listed(string? numbers) => string.IsNullOrEmpty(numbers) ? null
        : [.. numbers.Split(',')
            .Select(n => int.TryParse(n.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number < int.MaxValue ? number : null;
}
