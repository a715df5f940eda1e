using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;

namespace ImageSearch.Benchmarks;

/// <summary>Exact search beside Faiss's: the same rows and queries, the same number of threads, one after the other; and whether the
/// answers agree.</summary>
internal static class SearchBenchmark
{
    public static Command Command()
    {
        var bases = new Option<string[]>("--base")
        {
            AllowMultipleArgumentsPerToken = true,
            Description = "Files of rows to search, 128 bytes a row, or folders of them (.u8); without them, rows are made of the "
            + "sample images.",
        };
        var queries = new Option<string?>("--queries")
        {
            Description = "File of query rows; without it, rows are made of altered copies of the sample images.",
        };
        var rows = new Option<long>("--rows") { DefaultValueFactory = _ => 820_000, Description = "Rows to search." };
        var queryRows = new Option<int>("--query-rows") { DefaultValueFactory = _ => 500, Description = "Query rows." };
        var neighbours = new Option<int>("--k") { DefaultValueFactory = _ => 5, Description = "Neighbours of each query row." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var runs = new Option<int>("--runs") { DefaultValueFactory = _ => 9, Description = "Runs of which the median counts." };
        var peers = new Option<string?>("--peers")
        {
            Description = "Folder of the peer scripts; faiss_flat.py is then run with the same rows.",
        };
        var command = new Command("exact-search", "Nearest rows beside Faiss IndexFlatL2: how long, how much memory, whether the same.")
        {
            bases, queries, rows, queryRows, neighbours, threads, runs, peers,
        };
        command.SetAction(result =>
            Run(result.GetValue(bases) ?? [], result.GetValue(queries), result.GetValue(rows), result.GetValue(queryRows),
            result.GetValue(neighbours), result.GetValue(threads), result.GetValue(runs), result.GetValue(peers),
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] bases, string? queries, long rows, int queryRows, int k, int threads, int runs, string? peers,
        string? record)
    {
        string scratch = Directory.CreateTempSubdirectory("exact-search").FullName;
        try
        {
            bool isMadeHere = bases.Length == 0;
            if (isMadeHere)
            {
                bases = [Path.Combine(scratch, "base.u8")];
                RowMaker.Make([SampleFolder("photos")], bases[0], rows);
            }

            bases = [.. bases.SelectMany(b => Directory.Exists(b) ? Directory.EnumerateFiles(b, "*.u8").Order(StringComparer.Ordinal)
                : Enumerable.Repeat(b, 1))];
            queries ??= Made(Path.Combine(scratch, "copies.u8"), queryRows);
            string asked = Path.Combine(scratch, "queries.u8");
            File.WriteAllBytes(asked, File.ReadAllBytes(queries).AsSpan(..(queryRows * ScanLayout.RowBytes)).ToArray());
            long before = ResidentBytes();
            IndexSnapshot snapshot = RawIndex.Load(bases, rows);
            double? bytesARow = RowMemory.BytesARow(before, ResidentBytes(), snapshot.RowCount, isMadeHere);
            byte[] query = File.ReadAllBytes(asked);
            (double milliseconds, Neighbour[][] found) = Measure(snapshot, query, k, threads, runs);

            JsonObject? peer = null;
            bool? identical = null;
            if (peers is not null)
            {
                string whole = Truncated(bases, snapshot.RowCount, Path.Combine(scratch, "rows.u8")),
                    answers = Path.Combine(scratch, "answers");
                peer = Peer.Run(peers, "faiss_flat.py", whole, asked, "--k", $"{k}", "--threads", $"{threads}", "--out", answers);
                identical = peer is null ? null : FaissAnswers.Agree(answers, found, k);
            }

            return Report(snapshot, queryRows, k, threads, milliseconds, bytesARow, peer, identical, record);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static int Report(IndexSnapshot snapshot, int queryRows, int k, int threads, double milliseconds, double? bytesARow,
        JsonObject? peer, bool? identical, string? record)
    {
        double? peerMilliseconds = (double?)peer?["ms_median"];
        var json = new JsonObject
        {
            ["rows"] = snapshot.RowCount,
            ["query_rows"] = queryRows,
            ["k"] = k,
            ["threads"] = threads,
            ["kernels"] = ScanChoice.Level.ToString(),
            ["ms"] = Math.Round(milliseconds, 2),
            ["peer_ms"] = peerMilliseconds,
            ["ratio"] = peerMilliseconds is { } ms ? Math.Round(ms / milliseconds, 2) : null,
            ["ns_a_row_and_query_row"] = Math.Round(milliseconds * 1e6 / snapshot.RowCount / queryRows, 4),
            ["bytes_a_row"] = bytesARow,
            ["identical"] = identical,
        };
        var report = new BenchmarkReport();
        foreach ((string name, JsonNode? value) in json)
        {
            report.Line($"{name,-26}{value?.ToString() ?? "-"}");
        }

        if (bytesARow is null)
        {
            report.Line($"bytes_a_row is measured with --base alone, of {RowMemory.MinRows} rows or more");
        }

        report.Finish(json, record);
        return identical == false ? 1 : 0;
    }

    private static (double Milliseconds, Neighbour[][] Found) Measure(IndexSnapshot snapshot, byte[] query, int k, int threads, int runs)
    {
        Neighbour[][] found = NearestSearch.Run(SearchScope.All(snapshot), query, new NearestOptions(k, threads), default);
        var times = new List<double>();
        for (int run = 0; run < runs; run++)
        {
            long start = Stopwatch.GetTimestamp();
            NearestSearch.Run(SearchScope.All(snapshot), query, new NearestOptions(k, threads), default);
            times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        }

        times.Sort();
        return (times[runs / 2], found);
    }

    private static string Made(string path, int rows)
    {
        RowMaker.Make([SampleFolder("copies")], path, rows);
        return path;
    }

    private static string SampleFolder(string name) => Path.Combine(BenchmarkReport.Root(), "tests", "data", name);

    /// <summary>One file of exactly the rows that were indexed, for the peer.</summary>
    private static string Truncated(string[] bases, long rows, string path)
    {
        if (bases.Length == 1 && new FileInfo(bases[0]).Length == rows * ScanLayout.RowBytes)
        {
            return bases[0];
        }

        using FileStream file = File.Create(path);
        foreach (string part in bases)
        {
            if (file.Position < rows * ScanLayout.RowBytes)
            {
                using FileStream source = File.OpenRead(part);
                source.CopyTo(file);
            }
        }

        file.SetLength(rows * ScanLayout.RowBytes);
        return path;
    }

    private static long ResidentBytes()
    {
        GC.Collect();
        using var process = Process.GetCurrentProcess();
        return process.WorkingSet64;
    }
}
