using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Cells;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;
using ImageSearch.Storage;

namespace ImageSearch.Benchmarks.Growth;

/// <summary>How searches grow with the library: exact ones beside those in lists, for altered copies of images that are hidden among
/// millions of rows, in a file as a user has it.</summary>
internal static class GrowthBenchmark
{
    public static Command Command()
    {
        var folders = new Option<string[]>("--index")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of images to find.",
        };
        var queries = new Option<string>("--queries") { Required = true, Description = "TSV: query image, right answer or none, kind." };
        var bases = new Option<string[]>("--base")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Files of rows to hide them among (make-rows --descriptor rootsift); a little altered where there are too few.",
        };
        var rows = new Option<long[]>("--rows")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1_000_000],
            Description = "Rows, one size after the other.",
        };
        var efforts = new Option<int[]>("--effort")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [1, 4, 16],
            Description = "Cells visited.",
        };
        var every = new Option<int>("--every") { DefaultValueFactory = _ => 5, Description = "Only every n-th query is asked." };
        var noExact = new Option<bool>("--no-exact") { Description = "Lists alone." };
        var file = new Option<string?>("--file") { Description = "Keeps the index file here, and takes it if it is there." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var peers = new Option<string?>("--peers") { Description = "The folder of faiss_ivf.py: Faiss's inverted files beside." };
        var command = new Command("growth", "How searches grow with the library, exact and in lists.")
        {
            folders, queries, bases, rows, efforts, every, noExact, file, threads, peers,
        };
        command.SetAction(result => Run(result.GetRequiredValue(folders), result.GetRequiredValue(queries), result.GetRequiredValue(bases),
            result.GetValue(rows)!, new Way(result.GetValue(efforts)!, result.GetValue(every), !result.GetValue(noExact),
                result.GetValue(file), result.GetValue(threads), result.GetValue(peers)), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] folders, string queries, string[] bases, long[] sizes, Way way, string? record)
    {
        var describer = new ImageDescriber(IndexSettings.Default);
        string folder = Path.GetDirectoryName(Path.GetFullPath(queries))!;
        GrowthQuery[] asked = [.. File.ReadLines(queries).Where(l => l.Length > 0).Select(l => l.Split('\t'))
            .Where((_, i) => i % way.Every == 0)
            .Select(f => new GrowthQuery(describer.Describe(Path.Combine(folder, f[0])), f[1] == "none" ? null : Path.GetFileName(f[1])))];
        var report = new BenchmarkReport();
        var json = new JsonObject { ["queries"] = asked.Length, ["threads"] = way.Threads };
        foreach (long rows in sizes)
        {
            string scratch = Directory.CreateTempSubdirectory("growth").FullName;
            try
            {
                string path = way.File ?? Path.Combine(scratch, "a.imgidx");
                JsonObject made = Build(path, folders, bases, rows, way, report);
                ImageIndex index = IndexFile.Open(path);
                Measure(index.Snapshot(), asked, way, report, made);
                made["faiss"] = GrowthPeers.Run(index.Snapshot(), asked, index.Lists!.Cells, way.Threads, way.Peers, report);
                json[$"{rows}"] = made;
            }
            finally
            {
                Directory.Delete(scratch, recursive: true);
            }
        }

        report.Finish(json, record);
        return 0;
    }

    private static JsonObject Build(string path, string[] folders, string[] bases, long rows, Way way, BenchmarkReport report)
    {
        if (!File.Exists(path))
        {
            GrowthFile.Make(path, folders, bases, rows, way.Threads);
        }

        ImageIndex index = IndexFile.Open(path);
        long flatBytes = new FileInfo(path).Length;
        double seconds = 0, commit = 0;
        if (index.Kind == IndexKind.Flat)
        {
            long start = Stopwatch.GetTimestamp();
            IndexFile.Compact(index, IndexKind.Inverted);
            seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        commit = Commit(index);
        long blocks = index.Snapshot().Lists!.Parts.Sum(p => p.Ends[^1]);
        var json = new JsonObject
        {
            ["rows"] = index.RowCount,
            ["images"] = index.ImageCount,
            ["cells"] = index.Lists!.Cells,
            ["optimize_s"] = seconds == 0 ? null : Math.Round(seconds, 1),
            ["commit_ms"] = Math.Round(commit, 1),
            ["resident_bytes_a_row"] = Math.Round((double)blocks * CodeLayout.BlockBytes / index.Lists.Rows, 2),
            ["file_bytes_a_row"] = Math.Round((double)new FileInfo(path).Length / index.RowCount, 1),
            ["flat_file_bytes_a_row"] = Math.Round((double)flatBytes / index.RowCount, 1),
            ["lists_found"] = Math.Round(index.Lists.Found / (double)Math.Max(1, index.Lists.Asked), 4),
        };
        string optimized = seconds == 0 ? "optimized before" : $"optimized in {seconds:0.0} s";
        report.Line($"{index.RowCount} rows, {index.ImageCount} images, {index.Lists.Cells} cells; {optimized}, commit of "
            + $"ten images {commit:0} ms, {json["resident_bytes_a_row"]} bytes a row resident, {json["file_bytes_a_row"]} in the file");
        return json;
    }

    /// <summary>Adds and removes ten images, each time in a commit; milliseconds of the faster one.</summary>
    private static double Commit(ImageIndex index)
    {
        IndexSnapshot snapshot = index.Snapshot();
        double best = double.MaxValue;
        for (int round = 0; round < 3; round++)
        {
            long[] ids = [.. index.GetImages().TakeLast(10).Select(i => i.Id)];
            foreach (long id in ids)
            {
                Features.DescribedImage image = snapshot.Describe(snapshot.EntryOfId(id));
                index.Add(image with { Facts = image.Facts with { Path = $"{image.Facts.Path}/{round}" } }, out _);
            }

            long start = Stopwatch.GetTimestamp();
            IndexFile.Save(index);
            best = Math.Min(best, Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            snapshot = index.Snapshot();
        }

        return best;
    }

    private static void Measure(IndexSnapshot snapshot, GrowthQuery[] asked, Way way, BenchmarkReport report, JsonObject json)
    {
        report.Line(GrowthTally.Head);
        var options = new NearestOptions(SearchOptions.DefaultNeighbours, way.Threads);
        var scope = SearchScope.All(snapshot);
        Neighbour[][][]? exact = null;
        if (way.Exact)
        {
            FoundRows Nearest(ReadOnlyMemory<byte> rows) => new(snapshot, NearestSearch.Run(scope, rows, options, CancellationToken.None));
            var tally = new GrowthTally();
            var search = new SearchOptions(Threads: way.Threads) { Exact = true };
            exact = [.. asked.Select(q => tally.Ask(snapshot, q, search, Nearest, null))];
            json["exact"] = tally.Finish("exact", report);
        }

        foreach (int effort in way.Efforts)
        {
            FoundRows Nearest(ReadOnlyMemory<byte> rows) =>
                ListSearch.Nearest(snapshot.Lists!, scope, rows, effort, options, CancellationToken.None);
            var tally = new GrowthTally();
            var search = new SearchOptions(Threads: way.Threads) { Effort = effort };
            for (int i = 0; i < asked.Length; i++)
            {
                tally.Ask(snapshot, asked[i], search, Nearest, exact?[i]);
            }

            json[$"cells_{effort}"] = tally.Finish($"{effort} cells", report);
        }
    }

    private sealed record Way(int[] Efforts, int Every, bool Exact, string? File, int Threads, string? Peers);
}
