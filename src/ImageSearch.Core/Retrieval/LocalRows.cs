using System.Collections.Concurrent;
using ImageSearch.Cells;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Threads;

namespace ImageSearch.Retrieval;

/// <summary>Rows that lie here.</summary>
/// <param name="snapshot">Where they lie.</param>
/// <param name="scope">Those that are searched.</param>
/// <param name="options">How.</param>
/// <param name="nearest">How near rows are looked for.</param>
/// <param name="cancel">Ends the search.</param>
internal sealed class LocalRows(
    IndexSnapshot snapshot, SearchScope scope, SearchOptions options, NearestOptions nearest, CancellationToken cancel) : IRowHolder
{
    /// <summary>Fewer rows, such as those of a few images that were named, are compared one by one.</summary>
    private const int LeastListed = 1 << 13;

    /// <summary>Which segments of the scope lie here, where not all do: the others are left to those who have them.</summary>
    public Func<ScopeSegment, bool>? Held { get; init; }

    private SearchScope Here => Held is null ? scope : scope.Of(Held);

    /// <summary>In the lists of an index that has some and where they help, unless all rows are to be compared.</summary>
    /// <inheritdoc/>
    public FoundRows Nearest(ReadOnlyMemory<byte> rows)
    {
        InvertedLists? lists = options.Exact || scope.RowCount < LeastListed ? null : snapshot.Lists;
        if ((lists is null && !options.Exact ? snapshot.ListsDamage : lists?.Damage()) is { } damage)
        {
            options.OnListsDamaged?.Invoke(damage);
            lists = null;
        }

        return lists is null ? new FoundRows(snapshot, NearestSearch.Run(Here, rows, nearest, cancel))
            : ListSearch.Nearest(lists, Here, rows, options.Effort, nearest, cancel);
    }

    /// <inheritdoc/>
    public IReadOnlyList<ImageComparison> Compare(DescribedImage query, IReadOnlyList<Candidate> candidates)
    {
        foreach (Candidate candidate in candidates)
        {
            snapshot.ReadAhead(candidate.Entry);
        }

        // One by one: a match takes as long as all others together, so whoever has it takes none of them.
        var compared = new ImageComparison[candidates.Count];
        Parallel.ForEach(Partitioner.Create(Enumerable.Range(0, compared.Length), EnumerablePartitionerOptions.NoBuffering),
            ThreadCount.Parallel(options.Threads, cancel), i => compared[i] =
                ImageComparer.CompareOneWay(query, Describe(candidates[i].Entry), candidates[i].IsMirrored));
        return compared;
    }

    /// <inheritdoc/>
    public DescribedImage Describe(IndexEntry entry) => snapshot.Describe(entry);
}
