namespace ImageSearch.Kernels;

/// <summary>Dot products of one query row with several rows, all of 128 lanes holding 0 to 255; every implementation gives the same integers.</summary>
internal interface IDotKernel
{
    /// <summary>Lanes in a row.</summary>
    public const int Lanes = 128;

    /// <summary>Writes the dot product of <paramref name="query"/> (128 lanes) with each of the rows that <paramref name="products"/> has room for.</summary>
    public static abstract void Products(ReadOnlySpan<short> query, ReadOnlySpan<short> rows, Span<int> products);
}
