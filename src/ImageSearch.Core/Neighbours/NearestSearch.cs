using System.Globalization;
using ImageSearch.Cuda;
using ImageSearch.Kernels.Scan;
using ImageSearch.Threads;

namespace ImageSearch.Neighbours;

/// <summary>The nearest rows of query rows, on the processor or on a CUDA device, whichever is asked for or worth it. The answer is the
/// same.</summary>
internal static class NearestSearch
{
    /// <summary>The <see cref="NearestOptions.Neighbours"/> nearest rows of every query row, nearest first; fewer if there are
    /// fewer.</summary>
    /// <exception cref="CudaUnavailableException">A CUDA device was asked for, and there is none.</exception>
    /// <exception cref="CudaFailedException">A CUDA device was asked for, and it failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Neighbour[][] Run(SearchScope scope, ReadOnlyMemory<byte> query, NearestOptions options, CancellationToken cancel)
    {
        if (options.Device == SearchDevice.Cuda)
        {
            return OnDevice(scope, query, options, "it was asked for", cancel);
        }

        string reason = "it was asked for";
        if (options.Device == SearchDevice.Auto)
        {
            long pairs = scope.RowCount * (query.Length / ScanLayout.RowBytes);
            long least = options.Session.Limits.LeastPairs(scope.RowCount, ThreadCount.Of(options.Threads), options.Searches);
            if (pairs < least)
            {
                reason = $"{Millions(pairs)} million pairs of rows, fewer than the {Millions(least)} million from which a CUDA "
                    + $"device is taken";
            }
            else if (options.Session.Failure is { } failure)
            {
                reason = $"the CUDA device failed before ({failure})";
            }
            else
            {
                try
                {
                    return OnDevice(scope, query, options, $"{Millions(pairs)} million pairs of rows", cancel);
                }
                catch (CudaUnavailableException e)
                {
                    reason = e.Reason;
                }
                catch (CudaFailedException e)
                {
                    // Nothing of what the device had found is used.
                    reason = $"the CUDA device failed ({e.Reason})";
                }
            }
        }

        options.OnDevice?.Invoke(new DeviceUse(SearchDevice.Cpu, "the processor", reason));
        return ExactNearestNeighbours.Nearest(scope, query, options.Neighbours, options.Threads, ScanKernels.Best, cancel);
    }

    private static Neighbour[][] OnDevice(SearchScope scope, ReadOnlyMemory<byte> query, NearestOptions options, string reason,
        CancellationToken cancel)
    {
        CudaSession session = options.Session;
        IReadOnlyList<CudaEngine> engines = session.Open();
        var found = new List<Neighbour[]>(query.Length / ScanLayout.RowBytes);
        try
        {
            cancel.ThrowIfCancellationRequested();
            scope.EnsureSound(ThreadCount.Of(options.Threads));
            ScopeRows source = ScopeRows.Of(scope);
            int kept = (int)Math.Min(scope.RowCount, options.Neighbours), partBytes = session.Limits.QueryRows * ScanLayout.RowBytes;
            for (int start = 0; start < query.Length; start += partBytes)
            {
                ReadOnlyMemory<byte> part = query.Slice(start, Math.Min(partBytes, query.Length - start));
                NearestKeys[] answers = kept == 0 ? [] : Search(engines, scope, source, part, kept, cancel);
                for (int row = 0; row < part.Length / ScanLayout.RowBytes; row++)
                {
                    found.Add(Take(answers, row, kept));
                }
            }

            Check(engines, scope, query, found, options, cancel);
        }
        catch (CudaFailedException e)
        {
            session.Failed(engines, e);
            throw;
        }

        GC.KeepAlive(scope);
        options.OnDevice?.Invoke(new DeviceUse(SearchDevice.Cuda, string.Join(", ", engines.Select(e => e.Context.Info)), reason));
        return [.. found];
    }

    /// <summary>One query row of the first search must have the processor's answer.</summary>
    private static void Check(IReadOnlyList<CudaEngine> engines, SearchScope scope, ReadOnlyMemory<byte> query, List<Neighbour[]> found,
        NearestOptions options, CancellationToken cancel)
    {
        if (options.Session.MustCheck && found.Count > 0)
        {
            int row = found.Count / 2;
            Neighbour[] expected = ExactNearestNeighbours.Nearest(scope, query.Slice(row * ScanLayout.RowBytes, ScanLayout.RowBytes),
                options.Neighbours, options.Threads, ScanKernels.Best, cancel)[0];
            if (!expected.AsSpan().SequenceEqual(found[row]))
            {
                throw new CudaFailedException(
                    string.Join(", ", engines.Select(e => e.Context.Info)), "answers otherwise than the processor");
            }

            options.Session.MustCheck = false;
        }
    }

    /// <summary>Each device searches its share of the rows, all at once.</summary>
    private static NearestKeys[] Search(
        IReadOnlyList<CudaEngine> engines, SearchScope scope, ScopeRows source, ReadOnlyMemory<byte> query, int k, CancellationToken cancel)
    {
        if (engines.Count == 1)
        {
            return [engines[0].Search(scope.Snapshot.Home.On(engines[0]), source, query.Span, k, cancel)];
        }

        Task<NearestKeys>[] searches = [.. engines.Select(engine => Task.Factory.StartNew(
            () => engine.Search(scope.Snapshot.Home.On(engine), source, query.Span, k, cancel), CancellationToken.None,
            TaskCreationOptions.LongRunning, TaskScheduler.Default))];

        // All of them end before anybody is told of a failure.
        Task.WhenAll(searches).ContinueWith(_ => { }, TaskScheduler.Default).Wait(CancellationToken.None);
        return [.. searches.Select(s => s.GetAwaiter().GetResult())];
    }

    /// <summary>The nearest rows of a query row: the least keys of all devices.</summary>
    private static Neighbour[] Take(NearestKeys[] answers, int query, int k)
    {
        ulong[] keys = new ulong[answers.Sum(a => a.Counts[query])];
        int count = 0;
        foreach (NearestKeys answer in answers)
        {
            answer.Keys.AsSpan(query * answer.K, answer.Counts[query]).CopyTo(keys.AsSpan(count));
            count += answer.Counts[query];
        }

        if (answers.Length > 1)
        {
            Array.Sort(keys);
        }

        var neighbours = new Neighbour[Math.Min(k, count)];
        for (int i = 0; i < neighbours.Length; i++)
        {
            neighbours[i] = new Neighbour(NeighbourKey.Row((long)keys[i]), NeighbourKey.SquaredDistance((long)keys[i]));
        }

        return neighbours;
    }

    private static string Millions(long pairs) => (pairs / 1e6).ToString("0.###", CultureInfo.InvariantCulture);
}
