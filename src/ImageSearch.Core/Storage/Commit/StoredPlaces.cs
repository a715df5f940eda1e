using System.Collections.Immutable;
using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Commit;

/// <summary>Where in its file the rows of an index's images lie, known without reading its catalogs again.</summary>
/// <param name="Taken">The segments whose rows the index uses where they lie, and the number in the index of each one's first row.</param>
/// <param name="Written">Images that were written since, by id, whose rows the index still has in memory.</param>
internal sealed record StoredPlaces(
    IReadOnlyList<(StoredSegment Segment, long FirstRow)> Taken, ImmutableDictionary<long, StoredImage> Written)
{
    private readonly long[] _starts = [.. Taken.Select(t => t.FirstRow)];

    /// <summary>Of an index that was just read.</summary>
    public StoredPlaces(IReadOnlyList<(StoredSegment Segment, long FirstRow)> taken)
        : this(taken, ImmutableDictionary<long, StoredImage>.Empty)
    {
    }

    /// <summary>Where the rows of an image lie that the file has; null if that is not known.</summary>
    public (long SegmentOffset, int FirstRow)? Find(IndexEntry entry)
    {
        if (entry.Image.FeatureCount == 0)
        {
            return (0, 0);
        }

        if (Written.TryGetValue(entry.Image.Id, out StoredImage? written))
        {
            return (written.SegmentOffset, written.FirstRow);
        }

        if (_starts.Length == 0)
        {
            return null;
        }

        (StoredSegment segment, long firstRow) = Taken[SortedStarts.Find(_starts, entry.FirstRow)];
        return entry.FirstRow < firstRow + segment.Rows ? (segment.Offset, (int)(entry.FirstRow - firstRow)) : null;
    }

    /// <summary>With what a commit wrote.</summary>
    public StoredPlaces With(IEnumerable<StoredImage> written) =>
        this with { Written = Written.SetItems(written.Select(w => KeyValuePair.Create(w.Image.Id, w))) };
}
