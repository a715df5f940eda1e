using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Sealed;

/// <summary>An index that was opened from blocks in files of their own.</summary>
/// <param name="Index">The index.</param>
/// <param name="State">What it holds, as its catalogs have it.</param>
internal sealed record SealedIndex(ImageIndex Index, IndexState State)
{
    /// <summary>Opens an index. Its rows are checked when they are first used.</summary>
    /// <param name="layout">What it consists of.</param>
    /// <param name="fileOf">The file that holds a block, and nothing else.</param>
    /// <param name="views">What is mapped of it.</param>
    /// <param name="target">The path of the file that it would be: what its relative paths are relative to.</param>
    /// <param name="isHere">Which segments have their rows here; null is all. The others must not be looked at.</param>
    /// <exception cref="IndexException">It is damaged, or of a version that is not known.</exception>
    public static SealedIndex Open(IndexLayout layout, Func<SealedBlock, string> fileOf, SealedViews views, string target,
        Func<SealedBlock, bool>? isHere = null)
    {
        try
        {
            using var bytes = new SealedBytes(layout.Checked(), block => File.ReadAllBytes(fileOf(block)));
            IndexState state = IndexFileReader.Read(bytes, target);
            Dictionary<long, SealedBlock> blocks = layout.Blocks.ToDictionary(b => b.Offset);
            SealedBlock BlockAt(long offset) => blocks.GetValueOrDefault(offset)
                ?? throw new InvalidDataException($"its catalog names a block at byte {offset}, where none is");
            StoredListBlock[] lists = state.Catalog.Lists is { } l ? [l.Centres, .. l.Parts] : [];
            bool IsHere(StoredSegment segment) => isHere?.Invoke(BlockAt(segment.Offset)) != false;
            long[] used = [.. OpenedIndex.UsedOf(state.Catalog).Where(IsHere).Select(s => s.Offset), .. lists.Select(b => b.Offset)];
            IReadOnlyDictionary<long, IndexView> mapped = views.Take(used.Select(BlockAt));
            var opened = OpenedIndex.OfBlocks(state,
                segment => IsHere(segment) ? new SegmentParts(mapped[segment.Offset], segment).Rows(fileOf(BlockAt(segment.Offset)))
                    : RowSegment.Elsewhere((int)segment.Rows),
                list => mapped[list.Offset], target);
            var index = new ImageIndex(state.Catalog.Settings, state.Catalog.Kind) { RelativePaths = state.Catalog.RelativePaths };
            opened.Restore(index, target, index.Generation);
            return new SealedIndex(index, state);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or ArgumentException or OverflowException)
        {
            throw IndexException.Corrupt(target, e.Message.TrimEnd('.'));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw IndexException.NotReadable(target, e);
        }
    }

    /// <summary>Its segments that have rows of images: where each begins in the file, its first row's number, and how many it
    /// has.</summary>
    public IReadOnlyList<(long Offset, long FirstRow, long Rows)> Places()
    {
        var places = new List<(long, long, long)>();
        long first = 0;
        foreach (StoredSegment segment in OpenedIndex.UsedOf(State.Catalog))
        {
            places.Add((segment.Offset, first, segment.Rows));
            first += segment.Rows;
        }

        return places;
    }

    /// <summary>Looks at all rows that lie here and at the lists, so that no search has to. Damaged lists are no error: all rows are
    /// compared then.</summary>
    /// <exception cref="IndexException">Rows are damaged.</exception>
    public void EnsureSound()
    {
        IndexSnapshot snapshot = Index.Snapshot();
        foreach (PlacedSegment placed in snapshot.Segments)
        {
            if (!placed.Segment.IsElsewhere)
            {
                placed.Segment.EnsureSound();
            }
        }

        snapshot.Lists?.Damage();
    }
}
