using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;

namespace ImageSearch.Tests.Retrieval;

/// <summary>Rows that are dealt out: each segment lies with one holder, and nobody looks at those of others.</summary>
/// <param name="snapshot">What is searched.</param>
/// <param name="holders">Who has rows.</param>
/// <param name="holderOf">Who has those of an image.</param>
/// <param name="k">How many near rows of each query row are asked for.</param>
internal sealed class DealtRows(IndexSnapshot snapshot, IRowHolder[] holders, Func<IndexEntry, int> holderOf, int k) : IRowHolder
{
    public FoundRows Nearest(ReadOnlyMemory<byte> rows)
    {
        FoundRows[] found = [.. holders.Select(h => h.Nearest(rows))];
        var merged = new Neighbour[rows.Length / 128][];
        var keypoints = new Dictionary<long, PackedKeypoint>();
        for (int query = 0; query < merged.Length; query++)
        {
            (Neighbour Neighbour, FoundRows Of)[] nearest = [.. found
                .SelectMany(f => f.Nearest[query].Select(n => (Neighbour: n, Of: f))).OrderBy(n => n.Neighbour).Take(k)];
            merged[query] = Array.ConvertAll(nearest, n => n.Neighbour);
            foreach ((Neighbour neighbour, FoundRows of) in nearest)
            {
                keypoints[neighbour.Row] = of.Keypoint(snapshot.EntryOfRow(neighbour.Row), neighbour.Row);
            }
        }

        return new FoundRows(snapshot, merged, keypoints);
    }

    public IReadOnlyList<ImageComparison> Compare(DescribedImage query, IReadOnlyList<Candidate> candidates)
    {
        var compared = new ImageComparison[candidates.Count];
        foreach (IGrouping<int, int> some in Enumerable.Range(0, compared.Length).GroupBy(i => holderOf(candidates[i].Entry)))
        {
            int[] at = [.. some];
            IReadOnlyList<ImageComparison> answers = holders[some.Key].Compare(query, Array.ConvertAll(at, i => candidates[i]));
            for (int i = 0; i < at.Length; i++)
            {
                compared[at[i]] = answers[i];
            }
        }

        return compared;
    }

    public DescribedImage Describe(IndexEntry entry) => holders[holderOf(entry)].Describe(entry);
}
