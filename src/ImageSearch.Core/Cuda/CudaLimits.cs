using System.Globalization;

namespace ImageSearch.Cuda;

/// <summary>How much of a device is used, and when.</summary>
/// <param name="PageRows">Rows in a page: what is kept or copied as one. A multiple of <see cref="KernelShape.TileRows"/>.</param>
/// <param name="QueryRows">Query rows that are searched with at once. A multiple of <see cref="KernelShape.TileQueries"/>.</param>
/// <param name="StagingBytes">Of each of two pinned buffers that rows pass through.</param>
/// <param name="RowBytes">Most memory of each device for rows; null takes what is free but for a reserve.</param>
/// <param name="MinPairs">Auto takes the device from so many pairs of rows and query rows on.</param>
/// <param name="Ordinals">The devices' numbers; null takes the one with the most memory and those like it.</param>
internal sealed record CudaLimits(int PageRows, int QueryRows, int StagingBytes, long? RowBytes, long MinPairs,
    IReadOnlyList<int>? Ordinals)
{
    /// <summary>Whether each device must answer a <see cref="CudaSelfTest"/> rightly before it is used.</summary>
    public bool TriesFirst { get; init; }

    /// <summary>Most megabytes of each device's memory for rows.</summary>
    public const string MegabytesVariable = "IMAGESEARCH_CUDA_MEGABYTES";

    /// <summary>From how many millions of pairs of rows and query rows on Auto takes the device.</summary>
    public const string PairsVariable = "IMAGESEARCH_CUDA_MILLION_PAIRS";

    /// <summary>
    /// About half a second of two processor cores (0.25 ns a pair): what starting the driver and copying the rows once may take. Reckoned,
    /// not measured on a GPU.
    /// </summary>
    public const long DefaultPairs = 2_000_000_000;

    /// <summary>What the environment says, and else the usual.</summary>
    public static CudaLimits FromEnvironment() => new(
        PageRows: 1 << 20, QueryRows: 2048, StagingBytes: 16 << 20,
        RowBytes: Number(MegabytesVariable) is { } megabytes ? megabytes << 20 : null,
        MinPairs: Number(PairsVariable) is { } millions ? millions * 1_000_000 : DefaultPairs,
        Ordinals: Listed(Environment.GetEnvironmentVariable(CudaDevices.Variable)))
    {
        TriesFirst = true,
    };

    /// <summary>Numbers separated by commas; what is none becomes -1, which no device has. Null if there is nothing.</summary>
    internal static int[]? Listed(string? numbers) => string.IsNullOrEmpty(numbers) ? null
        : [.. numbers.Split(',')
            .Select(n => int.TryParse(n.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1)];

    private static long? Number(string variable) =>
        long.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out long number)
            && number < int.MaxValue ? number : null;
}
