using System.Globalization;
using ImageSearch.Cuda;
using ImageSearch.Kernels;

namespace ImageSearch.Search;

/// <summary>The nearest rows of query rows, on the processor or on a CUDA device, whichever is asked for or worth it. The answer is the same.</summary>
internal static class NearestSearch
{
    /// <summary>The <see cref="SearchOptions.Neighbours"/> nearest rows of every query row, nearest first; fewer if there are fewer.</summary>
    /// <exception cref="CudaUnavailableException">A CUDA device was asked for, and there is none.</exception>
    /// <exception cref="CudaFailedException">A CUDA device was asked for, and it failed.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Neighbour[][] Run(SearchScope scope, ReadOnlyMemory<byte> query, SearchOptions options, CancellationToken cancel)
    {
        if (options.Device == SearchDevice.Cuda)
        {
            return OnDevice(scope, query, options, "it was asked for", cancel);
        }

        string reason = "it was asked for";
        if (options.Device == SearchDevice.Auto)
        {
            long pairs = scope.RowCount * (query.Length / ScanLayout.RowBytes), least = options.Cuda.Limits.LeastPairs;
            if (pairs < least)
            {
                reason = string.Create(CultureInfo.InvariantCulture, $"{Millions(pairs)} million pairs of rows, fewer than the {Millions(least)} million from which a CUDA device is taken");
            }
            else if (options.Cuda.Failure is { } failure)
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
        return FlatSearch.Nearest(scope, query, options.Neighbours, options.Threads, ScanKernels.Best, cancel);
    }

    private static Neighbour[][] OnDevice(SearchScope scope, ReadOnlyMemory<byte> query, SearchOptions options, string reason, CancellationToken cancel)
    {
        CudaSession session = options.Cuda;
        CudaEngine engine = session.Open();
        var found = new List<Neighbour[]>(query.Length / ScanLayout.RowBytes);
        try
        {
            cancel.ThrowIfCancellationRequested();
            scope.EnsureSound(options.Threads == 0 ? Environment.ProcessorCount : options.Threads);
            DeviceRows rows = scope.Snapshot.Home.On(engine);
            var source = new ScopeRows(scope);
            int kept = (int)Math.Min(scope.RowCount, options.Neighbours), partBytes = session.Limits.QueryRows * ScanLayout.RowBytes;
            for (int start = 0; start < query.Length; start += partBytes)
            {
                ReadOnlyMemory<byte> part = query.Slice(start, Math.Min(partBytes, query.Length - start));
                Take(kept == 0 ? new NearestKeys([], new int[part.Length / ScanLayout.RowBytes], 0)
                    : engine.Search(rows, source, part.Span, kept, cancel), found);
            }
        }
        catch (CudaFailedException e)
        {
            session.Failed(engine, e);
            throw;
        }

        GC.KeepAlive(scope);
        options.OnDevice?.Invoke(new DeviceUse(SearchDevice.Cuda, engine.Context.Info.ToString(), reason));
        return [.. found];
    }

    private static void Take(NearestKeys answer, List<Neighbour[]> found)
    {
        for (int query = 0; query < answer.Counts.Length; query++)
        {
            var neighbours = new Neighbour[answer.Counts[query]];
            for (int i = 0; i < neighbours.Length; i++)
            {
                ulong key = answer.Keys[(query * answer.K) + i];
                neighbours[i] = new Neighbour((long)(key & KernelShape.RowMask), (int)(key >> KernelShape.DistanceShift));
            }

            found.Add(neighbours);
        }
    }

    private static string Millions(long pairs) => (pairs / 1e6).ToString("0.###", CultureInfo.InvariantCulture);
}
