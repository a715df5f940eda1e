using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Cuda;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;

namespace ImageSearch.Benchmarks;

/// <summary>Searches on a device, timed and compared with the processor.</summary>
internal sealed class CudaMeasurement(IndexSnapshot snapshot, byte[] query, CudaSession session, int runs, bool check, string? folder)
{
    /// <summary>One search for so many neighbours.</summary>
    public JsonObject Of(SearchScope scope, int k, bool isFiltered)
    {
        NearestOptions cuda = new(k) { Device = SearchDevice.Cuda, Session = session };
        (double first, Neighbour[][] found) = Time(() => NearestSearch.Run(scope, query, cuda, default));
        double[] times = [.. Enumerable.Range(0, runs).Select(_ => Time(() => NearestSearch.Run(scope, query, cuda, default)).Milliseconds)
            .Order()];
        double milliseconds = times[runs / 2], pairs = (double)snapshot.RowCount * query.Length / ScanLayout.RowBytes;
        (double Milliseconds, Neighbour[][] Found)? processor = check
            ? Time(() => NearestSearch.Run(scope, query, new NearestOptions(k), default)) : null;
        bool? identical = processor is { } own ? found.Zip(own.Found).All(p => p.First.AsSpan().SequenceEqual(p.Second)) : null;
        if (folder is not null && !isFiltered)
        {
            Write(Path.Combine(folder, $"answers-{k}"), found);
        }

        CudaDeviceInfo device = session.Open()[0].Context.Info;
        return new JsonObject
        {
            ["device"] = device.Name,
            ["capability"] = device.Capability / 10.0,
            ["multiprocessors"] = device.Multiprocessors,
            ["rows"] = snapshot.RowCount,
            ["rows_searched"] = scope.RowCount,
            ["query_rows"] = query.Length / ScanLayout.RowBytes,
            ["k"] = k,
            ["first_ms"] = Math.Round(first, 1),
            ["ms"] = Math.Round(milliseconds, 2),
            ["tera_pairs_a_second"] = Math.Round(pairs / milliseconds / 1e9, 3),
            ["tera_operations_a_second"] = Math.Round(pairs * ScanLayout.RowBytes * 2 / milliseconds / 1e9, 1),
            ["gigabytes_of_rows_a_second"] = Math.Round(snapshot.RowCount * (double)ScanLayout.RowBytes / milliseconds / 1e6, 1),
            ["resident"] = snapshot.Home.Describe("memory"),
            ["processor_ms"] = processor is { } cpu ? Math.Round(cpu.Milliseconds, 1) : null,
            ["identical"] = identical,
        };
    }

    private static (double Milliseconds, Neighbour[][] Found) Time(Func<Neighbour[][]> search)
    {
        long start = Stopwatch.GetTimestamp();
        Neighbour[][] found = search();
        return (Stopwatch.GetElapsedTime(start).TotalMilliseconds, found);
    }

    /// <summary>Rows by rows, squared distances by rows: 32-bit numbers after 64-bit ones, as eng/gpu_peer.py reads them.</summary>
    private static void Write(string path, Neighbour[][] found)
    {
        using var file = new BinaryWriter(File.Create(path));
        foreach (Neighbour neighbour in found.SelectMany(n => n))
        {
            file.Write(neighbour.Row);
        }

        foreach (Neighbour neighbour in found.SelectMany(n => n))
        {
            file.Write(neighbour.SquaredDistance);
        }
    }
}
