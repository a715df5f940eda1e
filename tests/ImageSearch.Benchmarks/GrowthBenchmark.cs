using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Cells;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Kernels.Scan;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;

namespace ImageSearch.Benchmarks;

/// <summary>How searches grow with the library: exact ones beside those in lists, of altered copies that are hidden among millions of
/// rows.</summary>
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
        var queries = new Option<string>("--queries") { Required = true, Description = "TSV: query image, right answers or none, kind." };
        var bases = new Option<string[]>("--base")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Files of rows to hide them among (make-rows --descriptor rootsift).",
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
        var cells = new Option<int>("--cells") { Description = "Cells; 0 as many as the product takes." };
        var every = new Option<int>("--every") { DefaultValueFactory = _ => 5, Description = "Only every n-th query is asked." };
        var noExact = new Option<bool>("--no-exact") { Description = "Lists alone." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var command = new Command("growth", "How searches grow with the library, exact and in lists.")
        {
            folders, queries, bases, rows, efforts, cells, every, noExact, threads,
        };
        command.SetAction(result => Run(result.GetRequiredValue(folders), result.GetRequiredValue(queries), result.GetRequiredValue(bases),
            result.GetValue(rows)!, new Asked(result.GetValue(efforts)!, result.GetValue(cells), result.GetValue(every),
                !result.GetValue(noExact), result.GetValue(threads)), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] folders, string queries, string[] bases, long[] sizes, Asked asked, string? record)
    {
        var index = new ImageIndex(IndexSettings.Default);
        AccuracyBenchmark.Fill(index, folders, asked.Threads);
        var describer = new ImageDescriber(index.Settings);
        string folder = Path.GetDirectoryName(Path.GetFullPath(queries))!;
        (DescribedImage Image, string? Answer)[] images = [.. File.ReadLines(queries).Where(l => l.Length > 0).Select(l => l.Split('\t'))
            .Where((_, i) => i % asked.Every == 0)
            .Select(f => (describer.Describe(Path.Combine(folder, f[0])), f[1] == "none" ? null : Path.GetFileName(f[1])))];
        var report = new BenchmarkReport();
        var json = new JsonObject();
        foreach (long rows in sizes)
        {
            IndexSnapshot flat = GrowingLibrary.Make(index.Snapshot(), bases, rows);
            long start = Stopwatch.GetTimestamp();
            int cells = asked.Cells > 0 ? asked.Cells : CellTraining.Cells(flat.RowCount);
            CellCentres centres = CellTraining.Train(flat, cells, asked.Threads, null, CancellationToken.None);
            double train = Stopwatch.GetElapsedTime(start).TotalSeconds;
            start = Stopwatch.GetTimestamp();
            IndexSnapshot inverted = GrowingLibrary.WithLists(flat, centres, asked.Threads);
            double build = Stopwatch.GetElapsedTime(start).TotalSeconds;
            long blocks = inverted.Lists!.Parts[0].Ends[^1];
            report.Line($"{flat.RowCount} rows, {flat.ImageCount} images, {cells} cells: trained in {train:0.0} s, listed in {build:0.0} s "
                + $"({flat.RowCount / build:0} rows a second), {(double)blocks * CodeLayout.BlockBytes / flat.RowCount:0.0} bytes a row");
            report.Line($"{"",-12}{"ms search",12}{"p95",10}{"ms nearest",12}{"recall@5",10}{"recall@1",10}{"top 1",8}{"first",8}{"in 24",8}"
                + $"{"in 200",8}{"votes",8}{"false",7}");
            json[$"{rows}"] = Measure(flat, inverted, images, asked, report);
        }

        report.Finish(json, record);
        return 0;
    }

    private static JsonObject Measure(IndexSnapshot flat, IndexSnapshot inverted, (DescribedImage Image, string? Answer)[] images, Asked asked,
        BenchmarkReport report)
    {
        var json = new JsonObject();
        var options = new NearestOptions(SearchOptions.DefaultNeighbours, asked.Threads);
        Neighbour[][][]? exact = null;
        if (asked.Exact)
        {
            var scope = SearchScope.All(flat);
            exact = [.. images.Select(i => NearestSearch.Run(scope, i.Image.Features.Descriptors, options, CancellationToken.None))];
            json["exact"] = Ask("exact", flat, images, exact, new SearchOptions(Threads: asked.Threads) { Exact = true },
                rows => new FoundRows(flat, NearestSearch.Run(scope, rows, options, CancellationToken.None)), report);
        }

        foreach (int effort in asked.Efforts)
        {
            var scope = SearchScope.All(inverted);
            json[$"{effort}"] = Ask($"{effort} cells", inverted, images, exact, new SearchOptions(Threads: asked.Threads) { Effort = effort },
                rows => ListSearch.Nearest(inverted.Lists!, scope, rows, effort, options, CancellationToken.None), report);
        }

        return json;
    }

    private static JsonObject Ask(string name, IndexSnapshot snapshot, (DescribedImage Image, string? Answer)[] images,
        Neighbour[][][]? exact, SearchOptions options, Func<ReadOnlyMemory<byte>, FoundRows> nearest, BenchmarkReport report)
    {
        List<double> whole = [], near = [];
        int asked = 0, top1 = 0, first = 0, in24 = 0, in200 = 0, falsely = 0;
        long rows = 0, one = 0, found5 = 0, found1 = 0;
        List<int> votes = [];
        for (int i = 0; i < images.Length; i++)
        {
            (DescribedImage image, string? answer) = images[i];
            long start = Stopwatch.GetTimestamp();
            IReadOnlyList<ImageMatch> matches = ImageSearcher.Search(snapshot, ImageQuery.Of(image), options);
            whole.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            start = Stopwatch.GetTimestamp();
            FoundRows found = nearest(image.Features.Descriptors);
            near.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            for (int row = 0; exact is not null && row < image.Features.Count; row++)
            {
                var here = found.Nearest[row].Select(n => n.Row).ToHashSet();
                rows += exact[i][row].Length;
                found5 += exact[i][row].Count(n => here.Contains(n.Row));
                one += exact[i][row].Length > 0 ? 1 : 0;
                found1 += exact[i][row].Length > 0 && here.Contains(exact[i][row][0].Row) ? 1 : 0;
            }

            if (answer is null)
            {
                falsely += matches.Count > 0 ? 1 : 0;
                continue;
            }

            asked++;
            top1 += matches.Count > 0 && Path.GetFileName(matches[0].Image.Path) == answer ? 1 : 0;
            List<Candidate> ranked = CandidateRanking.Rank(snapshot, image.Features, found, 0, false);
            int at = ranked.FindIndex(c => Path.GetFileName(c.Entry.Image.Path) == answer);
            first += at == 0 ? 1 : 0;
            in24 += at is >= 0 and < 24 ? 1 : 0;
            in200 += at is >= 0 and < 200 ? 1 : 0;
            votes.Add(at < 0 ? 0 : ranked[at].Votes);
        }

        double Share(long some, long all) => Math.Round(some / (double)Math.Max(1, all), 4);
        double Median(List<double> values, double share) => Math.Round(values.Order().ElementAt((int)((values.Count - 1) * share)), 1);
        var json = new JsonObject
        {
            ["ms"] = Median(whole, 0.5), ["ms_p95"] = Median(whole, 0.95), ["nearest_ms"] = Median(near, 0.5),
            ["recall5"] = Share(found5, rows), ["recall1"] = Share(found1, one), ["top1"] = Share(top1, asked),
            ["first"] = Share(first, asked), ["among24"] = Share(in24, asked), ["among200"] = Share(in200, asked),
            ["votes"] = votes.Count == 0 ? 0 : votes.Order().ElementAt(votes.Count / 2), ["false"] = falsely,
        };
        report.Line($"{name,-12}{json["ms"],12}{json["ms_p95"],10}{json["nearest_ms"],12}{json["recall5"],10}{json["recall1"],10}"
            + $"{json["top1"],8}{json["first"],8}{json["among24"],8}{json["among200"],8}{json["votes"],8}{json["false"],7}");
        return json;
    }

    private sealed record Asked(int[] Efforts, int Cells, int Every, bool Exact, int Threads);
}
