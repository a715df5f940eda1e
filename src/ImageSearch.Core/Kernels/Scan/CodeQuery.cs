namespace ImageSearch.Kernels.Scan;

/// <summary>A query row as a cell's rows are compared with it.</summary>
/// <param name="tables">What each group of signs adds to a sum; <see cref="CodeLayout.TableBytes"/> bytes.</param>
/// <param name="step">What 1 of a sum is.</param>
/// <param name="least">What a sum of 0 is.</param>
/// <param name="squaredLength">The query row's squared distance from the cell's centre.</param>
internal readonly unsafe struct CodeQuery(byte* tables, float step, float least, float squaredLength)
{
    /// <summary>What each group of signs adds to a sum.</summary>
    public byte* Tables { get; } = tables;

    /// <summary>What 1 of a sum is.</summary>
    public float Step { get; } = step;

    /// <summary>What a sum of 0 is.</summary>
    public float Least { get; } = least;

    /// <summary>The query row's squared distance from the cell's centre.</summary>
    public float SquaredLength { get; } = squaredLength;
}
