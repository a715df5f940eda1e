using System.Numerics;
using System.Runtime.CompilerServices;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Neighbours;

/// <summary>
/// Which rows a search looks at: those of the snapshot's images, or of some of them. Rows of images that were removed are still in their
/// segments, and are left out here until the index is tidied up.
/// </summary>
internal sealed class SearchScope
{
    private const int WordBits = 64;

    /// <summary>Of whole snapshots, for as long as these are: the searches of one share it.</summary>
    private static readonly ConditionalWeakTable<IndexSnapshot, SearchScope> Whole = [];

    private readonly List<ScopeSegment> _segments = [];
    private readonly IndexSnapshot? _snapshot;
    private readonly long[] _firstTiles;

    /// <summary>The rows of the images that <paramref name="isWanted"/> says, all if it is null.</summary>
    public SearchScope(IndexSnapshot snapshot, Func<long, bool>? isWanted)
    {
        _snapshot = snapshot;
        ReadOnlySpan<IndexEntry> entries = snapshot.Entries;
        int at = 0;
        foreach (PlacedSegment placed in snapshot.Segments)
        {
            int first = at, rows = 0;
            for (; at < entries.Length && entries[at].FirstRow < placed.End; at++)
            {
                rows += isWanted?.Invoke(entries[at].Image.Id) == false ? 0 : entries[at].Image.FeatureCount;
            }

            if (rows > 0)
            {
                ulong[]? wanted = rows == placed.Segment.Rows ? null : Mark(placed, entries[first..at], isWanted);
                _segments.Add(new ScopeSegment(placed.Segment, placed.FirstRow, TileCount, wanted));
                TileCount += Tiles(placed.Segment);
                RowCount += rows;
            }
        }

        _firstTiles = [.. _segments.Select(s => s.FirstTile)];
    }

    /// <summary>All rows of segments, one after the other, that belong to no image.</summary>
    public SearchScope(IEnumerable<RowSegment> segments)
    {
        foreach (RowSegment segment in segments)
        {
            _segments.Add(new ScopeSegment(segment, RowCount, TileCount, null));
            RowCount += segment.Rows;
            TileCount += Tiles(segment);
        }

        _firstTiles = [.. _segments.Select(s => s.FirstTile)];
    }

    private SearchScope(IEnumerable<ScopeSegment> segments, IndexSnapshot? snapshot)
    {
        _snapshot = snapshot;
        foreach (ScopeSegment segment in segments)
        {
            _segments.Add(segment with { FirstTile = TileCount });
            RowCount += segment.Wanted is null ? segment.Segment.Rows : segment.Wanted.Sum(w => (long)BitOperations.PopCount(w));
            TileCount += Tiles(segment.Segment);
        }

        _firstTiles = [.. _segments.Select(s => s.FirstTile)];
    }

    /// <summary>The rows of all images of a snapshot.</summary>
    public static SearchScope All(IndexSnapshot snapshot) => Whole.GetValue(snapshot, s => new SearchScope(s, null));

    /// <summary>What is searched.</summary>
    public IndexSnapshot Snapshot => _snapshot ?? throw new InvalidOperationException("These rows belong to no image.");

    /// <summary>The segments that have rows which are searched, in the order of their rows.</summary>
    public IReadOnlyList<ScopeSegment> Segments => _segments;

    /// <summary>Tiles of <see cref="ScanLayout.TileRows"/> rows; the last one of a segment may have fewer.</summary>
    public long TileCount { get; }

    /// <summary>Rows that are searched.</summary>
    public long RowCount { get; }

    /// <summary>The same, of some segments alone.</summary>
    public SearchScope Of(Func<ScopeSegment, bool> isWanted) => new(_segments.Where(isWanted), _snapshot);

    /// <summary>The segment that a tile lies in.</summary>
    public ScopeSegment SegmentOfTile(long tile) => _segments[SortedStarts.Find(_firstTiles, tile)];

    /// <summary>To be called before its rows are looked at: those of a file are checked when they are first used.</summary>
    /// <exception cref="IndexException">The file is damaged.</exception>
    public void EnsureSound(int threads)
    {
        if (_segments.TrueForAll(s => s.Segment.IsKnownSound))
        {
            return;
        }

        IndexException? damage = null;
        Parallel.ForEach(_segments, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            try
            {
                part.Segment.EnsureSound();
            }
            catch (IndexException e)
            {
                damage = e;
            }
        });
        if (damage is not null)
        {
            throw damage;
        }
    }

    private static int Tiles(RowSegment segment) => (segment.Rows + ScanLayout.TileRows - 1) / ScanLayout.TileRows;

    private static ulong[] Mark(PlacedSegment placed, ReadOnlySpan<IndexEntry> entries, Func<long, bool>? isWanted)
    {
        // Whole tiles, so that a tile's words are always there.
        int tiles = (placed.Segment.Rows + ScanLayout.TileRows - 1) / ScanLayout.TileRows;
        var bits = new ulong[tiles * ScanLayout.MaskWords];
        foreach (IndexEntry entry in entries)
        {
            if (isWanted?.Invoke(entry.Image.Id) != false)
            {
                int first = (int)(entry.FirstRow - placed.FirstRow);
                for (int row = first; row < first + entry.Image.FeatureCount; row++)
                {
                    bits[row / WordBits] |= 1UL << (row % WordBits);
                }
            }
        }

        return bits;
    }
}
