using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cuda;

/// <summary>The sizes that kernels/nearest.cu is written for, and those that are chosen for each search.</summary>
internal static class KernelShape
{
    public const int RowBytes = ScanLayout.RowBytes;

    public const int LengthBytes = sizeof(int);

    /// <summary>Threads in a block.</summary>
    public const int Threads = 256;

    /// <summary>Query rows that a block takes.</summary>
    public const int TileQueries = 64;

    /// <summary>Rows that a block compares at once.</summary>
    public const int TileRows = 128;

    /// <summary>Most neighbours of a query row.</summary>
    public const int MaxNeighbours = 1000;

    /// <summary>In a key, the squared distance is above the row.</summary>
    public const int DistanceShift = NeighbourKey.RowBits;

    /// <summary>Rows that there are numbers for.</summary>
    public const long RowMask = NeighbourKey.RowMask;

    /// <summary>
    /// Keys in a list: room for k, the rows of a tile and some more, so that lists are seldom sorted. A power of two, at most 2048.
    /// </summary>
    public static int Capacity(int k) => k <= 128 ? 512 : k <= 448 ? 1024 : 2048;

    /// <summary>Blocks that a multiprocessor has room for.</summary>
    public const int MultiprocessorBlocks = 2;

    /// <summary>
    /// Blocks that share the rows out for each tile of query rows: as many as run at once. One more would begin when the others have
    /// ended, and nearly double the time.
    /// </summary>
    public static int Lanes(int queryTiles, int multiprocessors) => Math.Max(1, MultiprocessorBlocks * multiprocessors / queryTiles);
}
