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
    /// <exception cref="IndexException">It is damaged, or of a version that is not known.</exception>
    public static SealedIndex Open(IndexLayout layout, Func<SealedBlock, string> fileOf, SealedViews views, string target)
    {
        try
        {
            using var bytes = new SealedBytes(layout.Checked(), block => File.ReadAllBytes(fileOf(block)));
            IndexState state = IndexFileReader.Read(bytes, target);
            Dictionary<long, SealedBlock> blocks = layout.Blocks.ToDictionary(b => b.Offset);
            SealedBlock BlockAt(long offset) => blocks.GetValueOrDefault(offset)
                ?? throw new InvalidDataException($"its catalog names a block at byte {offset}, where none is");
            StoredListBlock[] lists = state.Catalog.Lists is { } l ? [l.Centres, .. l.Parts] : [];
            long[] used = [.. OpenedIndex.UsedOf(state.Catalog).Select(s => s.Offset), .. lists.Select(b => b.Offset)];
            IReadOnlyDictionary<long, IndexView> mapped = views.Take(used.Select(BlockAt));
            var opened = OpenedIndex.OfBlocks(state,
                segment => new SegmentParts(mapped[segment.Offset], segment).Rows(fileOf(BlockAt(segment.Offset))),
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

    /// <summary>Looks at all rows and lists, so that no search has to. Damaged lists are no error: all rows are compared then.</summary>
    /// <exception cref="IndexException">Rows are damaged.</exception>
    public void EnsureSound()
    {
        IndexSnapshot snapshot = Index.Snapshot();
        foreach (PlacedSegment placed in snapshot.Segments)
        {
            placed.Segment.EnsureSound();
        }

        snapshot.Lists?.Damage();
    }
}
