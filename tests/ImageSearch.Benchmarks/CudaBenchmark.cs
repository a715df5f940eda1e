using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Cuda;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;

namespace ImageSearch.Benchmarks;

/// <summary>Exact search on a CUDA device: whether the answers are the processor's, and how long it takes.</summary>
internal static class CudaBenchmark
{
    /// <summary>There is no device.</summary>
    private const int NoDevice = 3;

    private const int ClusterRows = 4096;

    public static Command Command()
    {
        var bases = new Option<string?>("--base")
        {
            Description = "File of rows, 128 bytes each; without it, rows are made: clusters, so that neighbours are near.",
        };
        var queries = new Option<string?>("--queries") { Description = "File of query rows; without it, they are made." };
        var rows = new Option<long>("--rows") { DefaultValueFactory = _ => 10_000_000, Description = "Rows to search." };
        var queryRows = new Option<int>("--query-rows") { DefaultValueFactory = _ => 500, Description = "Query rows." };
        var neighbours = new Option<int>("--k") { DefaultValueFactory = _ => 5, Description = "Neighbours of each query row." };
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 9, Description = "Runs of which the median counts." };
        var megabytes = new Option<long?>("--megabytes") { Description = "Device memory for rows; without it, what is free." };
        var noCheck = new Option<bool>("--no-check") { Description = "Do not compare with the processor's answers." };
        var folder = new Option<string>("--folder")
        {
            DefaultValueFactory = _ => Directory.CreateTempSubdirectory("cuda").FullName,
            Description = "Where rows.u8, queries.u8 and the answers are left, for a peer.",
        };
        var command = new Command(
            "cuda", "Nearest rows on a CUDA device: whether they are the processor's, and how long it takes. Ends with 3 without a device.")
        {
            bases, queries, rows, queryRows, neighbours, runs, megabytes, noCheck, folder,
        };
        command.SetAction(result =>
        {
            CudaLimits limits = CudaLimits.FromEnvironment();
            limits = result.GetValue(megabytes) is { } most ? limits with { RowBytes = most << 20 } : limits;
            var session = new CudaSession(NativeCudaDriver.Load, limits);
            try
            {
                session.Open();
            }
            catch (CudaUnavailableException e)
            {
                Console.WriteLine($"NOT RUN ON A GPU: {e.Reason}");
                return NoDevice;
            }

            string made = result.GetRequiredValue(folder);
            string rowFile = result.GetValue(bases) ?? MakeRows(Path.Combine(made, "rows.u8"), result.GetValue(rows), 1);
            string queryFile = result.GetValue(queries) ?? MakeRows(Path.Combine(made, "queries.u8"), result.GetValue(queryRows), 2);
            IndexSnapshot snapshot = RawIndex.Load([rowFile], result.GetValue(rows));
            byte[] query = File.ReadAllBytes(queryFile)[..(result.GetValue(queryRows) * ScanLayout.RowBytes)];
            return Run(snapshot, query, result.GetValue(neighbours), result.GetValue(runs), !result.GetValue(noCheck), session,
                Path.Combine(made, "answers"), result.GetValue(BenchmarkReport.RecordOption));
        });
        return command;
    }

    private static int Run(IndexSnapshot snapshot, byte[] query, int k, int runs, bool check, CudaSession session, string answers,
        string? record)
    {
        NearestOptions cuda = new(k) { Device = SearchDevice.Cuda, Session = session };
        (double first, Neighbour[][] found) = Time(() => NearestSearch.Run(SearchScope.All(snapshot), query, cuda, default));
        double[] times = [.. Enumerable.Range(0, runs)
            .Select(_ => Time(() => NearestSearch.Run(SearchScope.All(snapshot), query, cuda, default)).Milliseconds).Order()];
        double milliseconds = times[runs / 2], pairs = (double)snapshot.RowCount * query.Length / ScanLayout.RowBytes;
        (double Milliseconds, Neighbour[][] Found)? processor = check
            ? Time(() => NearestSearch.Run(SearchScope.All(snapshot), query, new NearestOptions(k), default)) : null;
        bool? identical = processor is { } own ? found.Zip(own.Found).All(p => p.First.AsSpan().SequenceEqual(p.Second)) : null;
        Write(answers, found);
        CudaDeviceInfo device = session.Open()[0].Context.Info;
        var json = new JsonObject
        {
            ["device"] = device.Name,
            ["capability"] = device.Capability / 10.0,
            ["multiprocessors"] = device.Multiprocessors,
            ["rows"] = snapshot.RowCount,
            ["query_rows"] = query.Length / ScanLayout.RowBytes,
            ["k"] = k,
            ["first_ms"] = Math.Round(first, 1),
            ["ms"] = Math.Round(milliseconds, 2),
            ["tera_operations_a_second"] = Math.Round(pairs * ScanLayout.RowBytes * 2 / milliseconds / 1e9, 1),
            ["gigabytes_of_rows_a_second"] = Math.Round(snapshot.RowCount * (double)ScanLayout.RowBytes / milliseconds / 1e6, 1),
            ["resident"] = snapshot.Home.Describe("memory"),
            ["processor_ms"] = processor is { } cpu ? Math.Round(cpu.Milliseconds, 1) : null,
            ["identical"] = identical,
        };
        var report = new BenchmarkReport();
        foreach ((string name, JsonNode? value) in json)
        {
            report.Line($"{name,-28}{value?.ToString() ?? "-"}");
        }

        report.Finish(json, record);
        return identical == false ? 1 : 0;
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

    /// <summary>Rows around common centres, skewed as descriptors are: many small numbers, few large ones.</summary>
    private static string MakeRows(string path, long rows, int seed)
    {
        var centres = new Random(7);
        byte[] clusters = new byte[ClusterRows * ScanLayout.RowBytes], row = new byte[ScanLayout.RowBytes];
        for (int i = 0; i < clusters.Length; i++)
        {
            clusters[i] = (byte)Math.Min(255, -40 * Math.Log(1 - centres.NextDouble()));
        }

        var random = new Random(seed);
        using FileStream file = File.Create(path, 1 << 20);
        for (long i = 0; i < rows; i++)
        {
            int from = random.Next(ClusterRows) * ScanLayout.RowBytes;
            for (int at = 0; at < row.Length; at++)
            {
                row[at] = (byte)Math.Clamp(clusters[from + at] + random.Next(-24, 25), 0, 255);
            }

            file.Write(row);
        }

        return path;
    }
}
