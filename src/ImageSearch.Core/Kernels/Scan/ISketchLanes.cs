namespace ImageSearch.Kernels.Scan;

/// <summary>
/// An instruction set as a type: what the sieve may do with the sketches of a block of rows at once. All of it is integers, so every
/// implementation gives the same bits.
/// </summary>
/// <typeparam name="TRows">Four axes of <see cref="ScanLayout.BlockRows"/> rows.</typeparam>
/// <typeparam name="TSums">A 32-bit sum for each of the rows.</typeparam>
internal unsafe interface ISketchLanes<TRows, TSums>
    where TRows : struct
    where TSums : struct
{
    /// <summary>What coordinates of rows are too large by after <see cref="Load"/>; sums are then too large by it times the sum of the
    /// query's coordinates.</summary>
    public static abstract int Excess { get; }

    /// <summary>32-bit numbers that four axes of a query take, as <see cref="Add"/> wants them.</summary>
    public static abstract int QueryInts { get; }

    /// <summary>Writes four axes of a query as <see cref="Add"/> wants them.</summary>
    public static abstract void Pack(sbyte* axes, int* query);

    /// <summary>Four bytes of each row, row after row, each 128 above the coordinate.</summary>
    public static abstract TRows Load(byte* axes);

    public static abstract TSums LoadSums(int* sums);

    /// <summary>Adds the dot products of four axes of each row with the query's.</summary>
    public static abstract TSums Add(TSums sums, TRows rows, int* query);

    /// <summary>A bit for each row, the first row lowest: whether its sum is above the limit.</summary>
    public static abstract ushort Above(TSums sums, int limit);
}
