using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Neighbours;

namespace ImageSearch.Retrieval;

/// <summary>
/// Who has the rows of what is searched. A search asks for near rows, and for comparisons with the images that these bring; between the
/// two it looks at no row. So rows may lie anywhere, and be dealt out among several that each answer for theirs.
/// </summary>
internal interface IRowHolder
{
    /// <summary>The near rows of query rows, nearest first, the lower row on ties.</summary>
    /// <param name="rows">Query rows: 128 bytes each, one after the other.</param>
    public FoundRows Nearest(ReadOnlyMemory<byte> rows);

    /// <summary>Compares a query with images where their rows lie.</summary>
    /// <param name="query">The query, as it is.</param>
    /// <param name="candidates">The images, and which of them the mirrored query found.</param>
    /// <returns>What each is to the query, in the same order.</returns>
    public IReadOnlyList<ImageComparison> Compare(DescribedImage query, IReadOnlyList<Candidate> candidates);

    /// <summary>An image as it was described when it was added.</summary>
    public DescribedImage Describe(IndexEntry entry);
}
