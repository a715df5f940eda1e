using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Duplicates;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Threads;

namespace ImageSearch.Benchmarks.Growth;

/// <summary>How the search for pairs that may be duplicates grows with the library: all that is done for each image, whether it has a
/// duplicate or not. What comes of the pairs, comparing and looking at pixels, grows with the duplicates that there are.</summary>
internal static class CandidatesBenchmark
{
    public static Command Command()
    {
        var folders = new Option<string[]>("--index")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of images.",
        };
        var bases = new Option<string[]>("--base")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Files of rows to hide them among (make-rows); each 500 pass for an image.",
        };
        var rows = new Option<long[]>("--rows")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1_000_000],
            Description = "Rows, one size after the other.",
        };
        var command = new Command("candidates", "Pairs that may be duplicates, in libraries of any size.") { folders, bases, rows };
        command.SetAction(result => Run(result.GetRequiredValue(folders), result.GetRequiredValue(bases), result.GetValue(rows)!,
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] folders, string[] bases, long[] sizes, string? record)
    {
        var report = new BenchmarkReport();
        var json = new JsonObject();
        report.Line("  images       rows   seconds   processor ms an image     pairs   managed MB");
        foreach (long rows in sizes)
        {
            string folder = Directory.CreateTempSubdirectory("candidates").FullName, path = Path.Combine(folder, "a.imgidx");
            try
            {
                GrowthFile.Make(path, folders, bases, rows, Environment.ProcessorCount);
                IndexSnapshot snapshot = IndexFile.Open(path).Snapshot();
                json[$"{rows}"] = Measure(snapshot, report);
            }
            finally
            {
                Directory.Delete(folder, recursive: true);
            }
        }

        report.Finish(json, record);
        return 0;
    }

    private static JsonObject Measure(IndexSnapshot snapshot, BenchmarkReport report)
    {
        IndexEntry[] entries = [.. snapshot.Entries.ToArray().DistinctBy(e => Convert.ToHexString(e.Image.ContentHash.AsSpan()))];
        long before = GC.GetTotalMemory(forceFullCollection: true), start = Stopwatch.GetTimestamp();
        TimeSpan first = Environment.CpuUsage.TotalTime;
        var found = new CandidatePairs(snapshot, entries, new DuplicateOptions(), ThreadCount.Parallel(0, CancellationToken.None));
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        double cpu = (Environment.CpuUsage.TotalTime - first).TotalMilliseconds / entries.Length;
        double megabytes = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1e6;
        report.Line($"{entries.Length,8}{snapshot.RowCount,11}{seconds,10:0.0}{cpu,24:0.00}{found.Pairs.Count,10}{megabytes,13:0}");
        GC.KeepAlive(found);
        return new JsonObject
        {
            ["images"] = entries.Length,
            ["seconds"] = Math.Round(seconds, 1),
            ["processor_ms_an_image"] = Math.Round(cpu, 2),
            ["pairs"] = found.Pairs.Count,
            ["managed_mb"] = Math.Round(megabytes),
        };
    }
}
