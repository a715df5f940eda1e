using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;

namespace ImageSearch.Cells;

/// <summary>How much lists find: for some rows of the index, whether the lists lead to the row that is nearest to each, as an exact search
/// tells.</summary>
internal static class ListRecall
{
    private const int Asked = 256;

    /// <summary>Rows that each row's neighbours are looked for among: itself, and as many as a search takes.</summary>
    private const int Neighbours = 6;

    /// <summary>Asks for rows at even distances, as hard as a search does unless it is told otherwise.</summary>
    /// <param name="lists">The lists; the numbers of their rows are those of the segments', one after the other.</param>
    /// <param name="segments">All rows that are listed.</param>
    /// <param name="threads">0 means one per processor.</param>
    /// <param name="cancel">Ends it.</param>
    /// <returns>How many rows were asked for, and for how many the nearest other row was found.</returns>
    public static (int Asked, int Found) Measure(InvertedLists lists, IReadOnlyList<RowSegment> segments, int threads,
        CancellationToken cancel)
    {
        var scope = new SearchScope(segments);
        int count = (int)Math.Min(Asked, scope.RowCount);
        long[] rows = [.. Enumerable.Range(0, count).Select(i => scope.RowCount * i / count)];
        byte[] query = new byte[count * ScanLayout.RowBytes];
        for (int i = 0; i < count; i++)
        {
            ScopeSegment segment = scope.Segments.Last(s => s.FirstRow <= rows[i]);
            segment.Segment.Descriptors((int)(rows[i] - segment.FirstRow), 1).CopyTo(query.AsSpan(i * ScanLayout.RowBytes));
        }

        Neighbour[][] exact = ExactNearestNeighbours.Nearest(scope, query, 2, threads, ScanKernels.Best, cancel);
        var options = new NearestOptions(Neighbours, threads);
        Neighbour[][] found = ListSearch.Rows(lists, scope, query, ListSearch.DefaultVisits, options, cancel).Nearest;
        int right = 0, asked = 0;
        for (int i = 0; i < count; i++)
        {
            // The row itself is among the two, unless others are equal to it.
            long[] nearest = [.. exact[i].Select(n => n.Row).Where(r => r != rows[i]).Take(1)];
            asked += nearest.Length;
            right += nearest.Length > 0 && found[i].Any(n => n.Row == nearest[0]) ? 1 : 0;
        }

        return (asked, right);
    }
}
