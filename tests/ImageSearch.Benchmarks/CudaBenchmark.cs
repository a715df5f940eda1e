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
    /// <summary>There is no device; or what was asked cannot be done.</summary>
    private const int NoDevice = 3, Refused = 2;

    /// <summary>Of a filtered search, one image of so many is left out, and its rows with it.</summary>
    private const int LeaveEvery = 3;

    private static readonly Option<string?> Bases = new("--base")
    {
        Description = "File of rows, 128 bytes each; without it, rows are made: clusters, so that neighbours are near.",
    };

    private static readonly Option<string?> Queries = new("--queries") { Description = "File of query rows; without it, they are made." };

    private static readonly Option<long> Rows = new("--rows") { DefaultValueFactory = _ => 10_000_000, Description = "Rows to search." };

    private static readonly Option<int> QueryRows = new("--query-rows") { DefaultValueFactory = _ => 500, Description = "Query rows." };

    private static readonly Option<int[]> K = new("--k")
    {
        DefaultValueFactory = _ => [5],
        AllowMultipleArgumentsPerToken = true,
        Description = "Neighbours of each query row; several numbers are searched for one after the other.",
    };

    private static readonly Option<int> Runs = new("--runs")
    {
        DefaultValueFactory = _ => 9,
        Description = "Runs of which the median counts.",
    };

    private static readonly Option<long?> Megabytes = new("--megabytes")
    {
        Description = "Device memory for rows; without it, what is free.",
    };

    private static readonly Option<bool> Filtered = new("--filtered")
    {
        Description = "Search two of three images alone, after all of them.",
    };

    private static readonly Option<bool> NoCheck = new("--no-check") { Description = "Do not compare with the processor's answers." };

    private static readonly Option<string?> Folder = new("--folder")
    {
        Description = "Where rows.u8, queries.u8 and answers-K are left, for a peer.",
    };

    public static Command Command()
    {
        var command = new Command(
            "cuda", "Nearest rows on a CUDA device: whether they are the processor's, and how long it takes. Ends with 3 without a device.")
        {
            Bases, Queries, Rows, QueryRows, K, Runs, Megabytes, Filtered, NoCheck, Folder,
        };
        command.SetAction(Run);
        return command;
    }

    private static int Run(ParseResult result)
    {
        string? left = result.GetValue(Folder);
        if (left is not null && !Directory.Exists(left))
        {
            Console.WriteLine($"There is no folder '{left}' to leave rows and answers in.");
            return Refused;
        }

        CudaLimits limits = CudaLimits.FromEnvironment();
        limits = result.GetValue(Megabytes) is { } most ? limits with { RowBytes = most << 20 } : limits;
        var session = new CudaSession(NativeCudaDriver.Load, limits);
        if (!Opens(session))
        {
            return NoDevice;
        }

        IndexSnapshot snapshot = result.GetValue(Bases) is { } file ? RawIndex.Load([file], result.GetValue(Rows))
            : MadeRows.Index(result.GetValue(Rows));
        byte[] query = result.GetValue(Queries) is { } queryFile
            ? File.ReadAllBytes(queryFile)[..(result.GetValue(QueryRows) * ScanLayout.RowBytes)]
            : MadeRows.Queries(result.GetValue(QueryRows));
        if (left is not null)
        {
            MadeRows.Write(Path.Combine(left, "rows.u8"), snapshot);
            File.WriteAllBytes(Path.Combine(left, "queries.u8"), query);
        }

        var search = new CudaMeasurement(snapshot, query, session, result.GetValue(Runs), !result.GetValue(NoCheck), left);
        var some = new SearchScope(snapshot, id => id % LeaveEvery != 0);
        return Report([.. result.GetRequiredValue(K).Select(k => search.Of(SearchScope.All(snapshot), k, isFiltered: false)),
            .. result.GetValue(Filtered) ? result.GetRequiredValue(K).Select(k => search.Of(some, k, isFiltered: true)) : []],
            result.GetValue(BenchmarkReport.RecordOption));
    }

    private static bool Opens(CudaSession session)
    {
        try
        {
            long start = Stopwatch.GetTimestamp();
            session.Open();
            Console.WriteLine($"{session.Open()[0].Context.Info} started and passed its trial in "
                + $"{Stopwatch.GetElapsedTime(start).TotalSeconds:0.00} s");
            return true;
        }
        catch (CudaUnavailableException e)
        {
            Console.WriteLine($"NOT RUN ON A GPU: {e.Reason}");
            return false;
        }
    }

    private static int Report(JsonObject[] measured, string? record)
    {
        var report = new BenchmarkReport();
        foreach (JsonObject json in measured)
        {
            foreach ((string name, JsonNode? value) in json)
            {
                report.Line($"{name,-28}{value?.ToString() ?? "-"}");
            }

            report.Line("");
        }

        bool isRight = measured.All(m => m["identical"]?.GetValue<bool>() != false);
        report.Finish(measured.Length == 1 ? measured[0] : new JsonObject { ["searches"] = new JsonArray([.. measured]) }, record);
        return isRight ? 0 : 1;
    }
}
