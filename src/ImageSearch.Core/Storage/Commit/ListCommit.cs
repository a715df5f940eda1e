using ImageSearch.Cells;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Commit;

/// <summary>
/// Writes the lists of an inverted index behind its rows. A new file gets lists of all rows; a change gets lists of those that are in none
/// once they are many, merged with lists before them that are not much longer: so there are few, and no row is merged often.
/// </summary>
/// <param name="content">What the file is to hold.</param>
/// <param name="plan">How.</param>
internal sealed class ListCommit(IndexContent content, ListPlan plan)
{
    /// <summary>Lists of all rows of a new file.</summary>
    /// <param name="file">The file, at its end.</param>
    /// <param name="path">Its path.</param>
    /// <param name="commit">The commit's number.</param>
    /// <param name="segments">Its segments.</param>
    public StoredLists? WriteAll(Stream file, string path, long commit, IReadOnlyList<StoredSegment> segments)
    {
        long rows = segments.Sum(s => s.Rows);
        CellCentres? centres = content.Kind == IndexKind.Inverted && rows is > 0 and < CodeLayout.NoRow ? Centres(rows) : null;
        if (centres is null)
        {
            return null;
        }

        StoredListBlock storedCentres = Write(file, ListBlock.Of(centres, commit));
        (StoredListBlock part, int asked, int found) = WithRows(file, path, segments, parts =>
        {
            RowLists lists = Build(centres, parts);
            (int asked, int found) = ListRecall.Measure(new InvertedLists(centres, [lists]), parts, 0, plan.Cancel);
            return (Write(file, ListBlock.Of(lists, segments, commit)), asked, found);
        });
        return new StoredLists(storedCentres, [part], file.Position, asked, found);
    }

    /// <summary>The lists of a file that is changed.</summary>
    /// <param name="file">The file, at its end.</param>
    /// <param name="path">Its path.</param>
    /// <param name="commit">The commit's number.</param>
    /// <param name="segments">All its segments, those of this commit too.</param>
    /// <param name="before">The lists that it has.</param>
    public StoredLists? WriteNew(Stream file, string path, long commit, IReadOnlyList<StoredSegment> segments, StoredLists? before)
    {
        if (before is null && plan.Trains)
        {
            return WriteAll(file, path, commit, segments);
        }

        StoredSegment[] unlisted = [.. segments.Where(s => s.Offset >= (before?.Until ?? 0))];
        if (content.Kind != IndexKind.Inverted || unlisted.Sum(s => s.Rows) < plan.RowsUnlisted)
        {
            return content.Kind == IndexKind.Inverted ? before : null;
        }

        if (before is null)
        {
            return WriteAll(file, path, commit, segments);
        }

        if (content.Snapshot.Lists is not { } known)
        {
            // They are damaged: whoever writes the file anew makes them again.
            return before;
        }

        long end = file.Position;
        try
        {
            return AddTo(before, known.Centres, file, path, commit, unlisted);
        }
        catch (OutOfMemoryException e)
        {
            // The rows are what counts; a later save lists them.
            System.Diagnostics.Trace.TraceWarning("ImageSearch: '{0}': rows were not listed: {1}", path, e.Message);
            file.Position = end;
            return before;
        }
    }

    private StoredLists AddTo(
        StoredLists before, CellCentres centres, Stream file, string path, long commit, StoredSegment[] unlisted) =>
        WithRows(file, path, unlisted, parts =>
        {
            RowLists lists = Build(centres, parts);
            var stored = before.Parts.ToList();
            var listed = new List<StoredSegment>(unlisted);
            while (stored.Count > 0 && stored[^1].Rows <= 2 * lists.Rows && TryRead(path, stored[^1], centres.Count) is { } last)
            {
                lists = ListMerger.Merge(last.Lists, lists, plan.Cancel);
                listed.InsertRange(0, last.Segments);
                stored.RemoveAt(stored.Count - 1);
            }

            return before with { Parts = [.. stored, Write(file, ListBlock.Of(lists, listed, commit))], Until = file.Position };
        });

    /// <summary>The centres that there are, or new ones; null if there are too few rows to choose any.</summary>
    private CellCentres? Centres(long rows) => content.Snapshot.Lists is { } lists && !plan.Trains ? lists.Centres
        : rows < (plan.Trains ? CellTraining.LeastRows : plan.RowsUnlisted) ? null
        : CellTraining.Train(content.Snapshot, plan.Cells ?? CellCentres.CountFor(rows), 0,
            (round, rounds) => plan.Progress?.Invoke(rows * round / rounds, 2 * rows), plan.Cancel);

    private RowLists Build(CellCentres centres, RowSegment[] parts)
    {
        long number = 0;
        long[] firstRows = new long[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            firstRows[i] = number;
            number += parts[i].Rows;
        }

        return new ListBuilder(centres, 0, plan.Cancel) { Progress = (done, all) => plan.Progress?.Invoke(all + done, 2 * all) }
            .Build(parts, firstRows);
    }

    /// <summary>Looks at rows that were just written, where they lie.</summary>
    private static T WithRows<T>(Stream file, string path, IReadOnlyList<StoredSegment> segments, Func<RowSegment[], T> use)
    {
        using IndexView view = View(file, path);
        return use([.. segments.Select(s => new SegmentParts(view, s).Rows(path))]);
    }

    private static IndexView View(Stream file, string path)
    {
        file.Flush();
        using var reading = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        return IndexView.Open(reading, reading.Length, IndexView.IsRemote(path));
    }

    /// <summary>Lists that the file has; null if they are damaged, which is no reason not to save: they stay, and are named by a
    /// check.</summary>
    private static (RowLists Lists, IReadOnlyList<StoredSegment> Segments)? TryRead(string path, StoredListBlock stored, int cells)
    {
        using var reading = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var parts = new ListParts(IndexView.Open(reading, reading.Length, IndexView.IsRemote(path)), stored);
        return parts.Damage() is null ? (parts.Lists(cells, new Dictionary<long, long>()), parts.Segments()) : null;
    }

    private static StoredListBlock Write(Stream file, ListBlock block)
    {
        long offset = file.Position;
        block.WriteTo(file);
        return new StoredListBlock(offset, block.Header.Rows, block.HeaderChecksum);
    }
}
