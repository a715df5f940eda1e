using System.Runtime.InteropServices;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;
using ImageSearch.Sift;

namespace ImageSearch.Cluster.Shards;

/// <summary>Answers for the rows that lie on this node.</summary>
/// <param name="find">What is prepared here of an index; null of one that is not served here.</param>
/// <param name="threads">Threads a question may take: fewer than there are processors, so that nodes that ask whether this one lives are
/// answered.</param>
internal sealed class ShardServer(Func<string, HeldGenerations?> find, int threads) : IShardNode
{
    /// <summary>Scans take all threads, so one at a time is soonest done.</summary>
    private readonly SemaphoreSlim _scans = new(1);

    /// <summary>Comparisons and rows take milliseconds: they wait for no scan.</summary>
    private readonly SemaphoreSlim _others = new(Math.Max(2, threads));

    private bool _hasTold;

    /// <summary>Is told of what somebody should do something about.</summary>
    public Action<string> Tell { get; set; } = _ => { };

    /// <inheritdoc/>
    public async Task<NearAnswer> NearestAsync(NearQuestion question, CancellationToken cancel)
    {
        SearchOptions options = new(question.Neighbours, Threads: threads) { Effort = question.Effort, Exact = question.Exact };
        options.Validate();
        Wants(question.Rows.Length % SiftSettings.DescriptorBytes == 0);
        if (find(question.Index)?.Find(question.Generation) is not { } held)
        {
            return new NearAnswer { NotHere = question.Shards, Found = [] };
        }

        HashSet<long> here = [.. question.Shards.Where(held.Here.Contains)];
        string? damage = null;
        options = options with { OnListsDamaged = d => damage = d };
        HashSet<long> firstRows = [.. held.Shards.Where(s => here.Contains(s.Name)).Select(s => s.FirstRow)];
        byte[] found = await WorkAsync(_scans, () =>
        {
            SearchScope scope = ImageSearcher.ScopeOf(held.Snapshot, question.Without, question.Among?.ToHashSet());
            var rows = new LocalRows(held.Snapshot, scope, options, options.Nearest, cancel) { Held = s => firstRows.Contains(s.FirstRow) };
            return NearBytes.Write(rows.Nearest(question.Rows), held.Snapshot);
        }, cancel).ConfigureAwait(false);
        return new NearAnswer { NotHere = [.. question.Shards.Where(s => !here.Contains(s))], Found = found, ListsDamage = damage };
    }

    /// <inheritdoc/>
    public async Task<CompareAnswer> CompareAsync(CompareQuestion question, CancellationToken cancel)
    {
        Wants(question.AreMirrored.Length == question.Images.Length);
        if (find(question.Index)?.Find(question.Generation) is not { } held
            || !question.Images.All(id => held.HasRowsOf(held.Snapshot.EntryOfId(id))))
        {
            return new CompareAnswer { AreHere = false };
        }

        DescribedImage query = QueryOf(question);
        Candidate[] candidates = [.. question.Images.Select((id, i) =>
            new Candidate(held.Snapshot.EntryOfId(id), 0, 0, question.AreMirrored[i]))];
        SearchOptions options = new(Threads: threads);
        byte[][] compared = await WorkAsync(_others, () =>
        {
            var rows = new LocalRows(held.Snapshot, SearchScope.All(held.Snapshot), options, options.Nearest, cancel);
            IReadOnlyList<ImageComparison> comparisons = rows.Compare(query, candidates);
            return comparisons.Select(ComparisonBytes.Write).ToArray();
        }, cancel).ConfigureAwait(false);
        return new CompareAnswer { AreHere = true, Compared = compared };
    }

    /// <inheritdoc/>
    public async Task<RowsAnswer> RowsAsync(RowsQuestion question, CancellationToken cancel)
    {
        if (find(question.Index)?.FindShard(question.Shard) is not { } found)
        {
            return new RowsAnswer { AreHere = false };
        }

        Wants(question is { First: >= 0, Rows: >= 0 } && question.First + (long)question.Rows <= found.Shard.Rows);
        return await WorkAsync(_others, () =>
        {
            RowSegment segment = found.Held.Snapshot.SegmentOfRow(found.Shard.FirstRow);
            var answer = new RowsAnswer
            {
                AreHere = true,
                Descriptors = segment.Descriptors(question.First, question.Rows).ToArray(),
                Keypoints = MemoryMarshal.AsBytes(segment.Keypoints(question.First, question.Rows)).ToArray(),
            };
            segment.KeepAlive();
            return answer;
        }, cancel).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public Task<HeldAnswer> HeldAsync(HeldQuestion question, CancellationToken cancel) => Task.FromResult(
        new HeldAnswer { Shards = [.. find(question.Index)?.Find(question.Generation)?.Here ?? Enumerable.Empty<long>()] });

    private DescribedImage QueryOf(CompareQuestion question)
    {
        try
        {
            return QueryBytes.Read(question.Query);
        }
        catch (ByteFormException e)
        {
            // Whoever asks goes on with another node; here it is told once what has to be done.
            if (!Interlocked.Exchange(ref _hasTold, true))
            {
                Tell($"{e.Message} Other nodes are asked instead: start a newer version here too.");
            }

            throw;
        }
    }

    private static void Wants(bool isSo)
    {
        if (!isSo)
        {
            throw new ArgumentException("Another node asks for what cannot be.");
        }
    }

    private static async Task<T> WorkAsync<T>(SemaphoreSlim turns, Func<T> work, CancellationToken cancel)
    {
        await turns.WaitAsync(cancel).ConfigureAwait(false);
        try
        {
            return await Task.Run(work, cancel).ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }
}
