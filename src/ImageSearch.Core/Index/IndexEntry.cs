namespace ImageSearch.Index;

/// <summary>An image and where its rows lie: one run, or nowhere if it has none.</summary>
internal sealed record IndexEntry(IndexedImage Image, long FirstRow)
{
    /// <summary>The first row of an image without rows: before all others, so that no row is taken for its.</summary>
    public const long NoRow = -1;
}
