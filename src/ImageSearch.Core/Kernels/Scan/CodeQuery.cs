namespace ImageSearch.Kernels.Scan;

/// <summary>A query row as a cell's rows are compared with it.</summary>
/// <param name="Tables">What each group of signs adds to a sum; <see cref="CodeLayout.TableBytes"/> bytes.</param>
/// <param name="Step">What 1 of a sum is.</param>
/// <param name="Least">What a sum of 0 is.</param>
/// <param name="SquaredLength">The query row's squared distance from the cell's centre.</param>
internal readonly unsafe record struct CodeQuery(byte* Tables, float Step, float Least, float SquaredLength)
{
    public byte* Tables { get; } = Tables;
}
