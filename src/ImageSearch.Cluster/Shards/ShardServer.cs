using System.Runtime.InteropServices;
using ImageSearch.Comparison;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;

namespace ImageSearch.Cluster.Shards;

/// <summary>Answers for the rows that lie on this node.</summary>
/// <param name="find">A generation of an index that is prepared here; null if it is not.</param>
/// <param name="threads">Threads a question may take: fewer than there are processors, so that nodes that ask whether this one lives are
/// answered.</param>
internal sealed class ShardServer(Func<string, long, HeldGeneration?> find, int threads) : IShardNode
{
    /// <summary>So many questions are worked on at once; the others wait for their turn.</summary>
    private readonly SemaphoreSlim _turns = new(2);

    /// <inheritdoc/>
    public async Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel)
    {
        if (find(question.Index, question.Generation) is not { } held)
        {
            return new NearAnswer { NotHere = question.Shards, Found = [] };
        }

        HashSet<long> here = [.. question.Shards.Where(held.Here.Contains)];
        string? damage = null;
        SearchOptions options = new(question.Neighbours, Threads: threads)
        {
            Effort = question.Effort,
            Exact = question.Exact,
            OnListsDamaged = d => damage = d,
        };
        HashSet<long> firstRows = [.. held.Shards.Where(s => here.Contains(s.Name)).Select(s => s.FirstRow)];
        byte[] found = await WorkAsync(() =>
        {
            SearchScope scope = ImageSearcher.ScopeOf(held.Snapshot, question.Without, question.Among?.ToHashSet());
            var rows = new LocalRows(held.Snapshot, scope, options, options.Nearest, cancel) { Held = s => firstRows.Contains(s.FirstRow) };
            return NearBytes.Write(rows.Nearest(question.Rows), held.Snapshot);
        }, cancel).ConfigureAwait(false);
        return new NearAnswer { NotHere = [.. question.Shards.Except(here)], Found = found, ListsDamage = damage };
    }

    /// <inheritdoc/>
    public async Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel)
    {
        if (find(question.Index, question.Generation) is not { } held
            || !question.Images.All(id => held.HasRowsOf(held.Snapshot.EntryOfId(id))))
        {
            return new CompareAnswer { AreHere = false };
        }

        Candidate[] candidates = [.. question.Images.Select((id, i) =>
            new Candidate(held.Snapshot.EntryOfId(id), 0, 0, question.AreMirrored[i]))];
        SearchOptions options = new(Threads: threads);
        byte[][] compared = await WorkAsync(() =>
        {
            var rows = new LocalRows(held.Snapshot, SearchScope.All(held.Snapshot), options, options.Nearest, cancel);
            IReadOnlyList<ImageComparison> comparisons = rows.Compare(QueryBytes.Read(question.Query), candidates);
            return comparisons.Select(ComparisonBytes.Write).ToArray();
        }, cancel).ConfigureAwait(false);
        return new CompareAnswer { AreHere = true, Compared = compared };
    }

    /// <inheritdoc/>
    public async Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel)
    {
        if (find(question.Index, question.Generation) is not { } held
            || held.Snapshot.EntryOfId(question.Image) is not { } entry || !held.HasRowsOf(entry))
        {
            return new RowsAnswer { AreHere = false };
        }

        return await WorkAsync(() =>
        {
            (byte[] descriptors, PackedKeypoint[] keypoints) = held.Snapshot.RowsOf(entry);
            return new RowsAnswer
            {
                AreHere = true,
                Descriptors = descriptors,
                Keypoints = MemoryMarshal.AsBytes(keypoints.AsSpan()).ToArray(),
            };
        }, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel) =>
        Task.FromResult(new HeldAnswer { Shards = [.. find(question.Index, question.Generation)?.Here ?? Enumerable.Empty<long>()] });

    private async Task<T> WorkAsync<T>(Func<T> work, CancellationToken cancel)
    {
        await _turns.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task.Run(work, cancel).ConfigureAwait(false);
        }
        finally
        {
            _turns.Release();
        }
    }
}
