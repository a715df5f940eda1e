using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// What verification adds to a query's time: every query is answered by votes alone and verified, in turn. To fill the index, every image
/// is also added mirrored horizontally: real rows, that the queries do not resemble.
/// </summary>
internal static class VerificationBenchmark
{
    public static Command Command()
    {
        var folders = new Option<string[]>("--index")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of images to index, recursive.",
        };
        var queries = new Option<string>("--queries")
        {
            Required = true,
            Description = "TSV: query image, comma list of right answers or none, kind.",
        };
        var every = new Option<int>("--every") { DefaultValueFactory = _ => 5, Description = "Only every n-th query is asked." };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var command = new Command("verification", "What verification adds to a query's time.") { folders, queries, every, threads };
        command.SetAction(result =>
            Run(result.GetRequiredValue(folders), result.GetRequiredValue(queries), result.GetValue(every), result.GetValue(threads),
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] folders, string queries, int every, int threads, string? record)
    {
        var index = new ImageIndex(new IndexSettings(new ImagingSettings(), new SiftSettings()));
        AccuracyBenchmark.Fill(index, folders, threads);
        AddMirrored(index);
        IndexSnapshot snapshot = index.Snapshot();
        var times = new Times();
        var describer = new ImageDescriber(index.Settings);
        string folder = Path.GetDirectoryName(Path.GetFullPath(queries))!;
        string[] paths = [.. File.ReadLines(queries).Where(l => l.Length > 0).Select(l => Path.Combine(folder, l.Split('\t')[0]))
            .Where((_, i) => i % every == 0)];
        foreach (string path in paths)
        {
            times.Ask(snapshot, describer, path, threads);
        }

        var report = new BenchmarkReport();
        report.Line($"{snapshot.ImageCount} images, {snapshot.RowCount} rows, {times.Count} queries, {threads} threads; milliseconds a "
            + $"query, median and mean");
        var json = new JsonObject
        {
            ["images"] = snapshot.ImageCount,
            ["rows"] = snapshot.RowCount,
            ["queries"] = times.Count,
            ["threads"] = threads
        };
        foreach ((string name, IReadOnlyList<double> values) in times.All)
        {
            (double median, double mean) = (values.Order().ElementAt(values.Count / 2), values.Average());
            report.Line($"{name,-24}{median,10:0.0}{mean,10:0.0}");
            json[$"{name}_ms"] = new JsonArray(Math.Round(median, 2), Math.Round(mean, 2));
        }

        (json["added_to_search"], json["added_to_query"]) = (Math.Round(times.AddedToSearch(), 4), Math.Round(times.AddedToQuery(), 4));
        report.Line($"verification adds {times.AddedToSearch():P1} to the search, {times.AddedToQuery():P1} to the query with reading and "
            + $"describing its file");
        report.Finish(json, record);
        return 0;
    }

    private static void AddMirrored(ImageIndex index)
    {
        IndexSnapshot snapshot = index.Snapshot();
        foreach (IndexedImage image in index.GetImages())
        {
            FileFacts facts = image.Facts with { Path = image.Path + ".mirrored" };
            index.Add(new DescribedImage(facts, image.Width, image.Height, MirroredFeatures.Of(snapshot.GetFeatures(image.Id)))
            {
                PerceptualHash = PerceptualHash.Mirrored(image.PerceptualHash),
            }, out _);
        }
    }

    private sealed class Times
    {
        private readonly List<double> _describe = [], _votes = [], _verified = [];

        public int Count => _votes.Count;

        public IEnumerable<(string Name, IReadOnlyList<double> Values)> All =>
            [("describe", _describe), ("votes", _votes), ("verified", _verified)];

        public double AddedToSearch() => (_verified.Sum() / _votes.Sum()) - 1;

        public double AddedToQuery() => (_verified.Sum() - _votes.Sum()) / (_describe.Sum() + _votes.Sum());

        public void Ask(IndexSnapshot snapshot, ImageDescriber describer, string path, int threads)
        {
            long start = Stopwatch.GetTimestamp();
            DescribedImage image = describer.Describe(path);
            _describe.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            ImageQuery query = ImageQuery.Of(image);

            // In turn, the least of three: what else the machine does hits both.
            double votes = double.MaxValue, verified = double.MaxValue;
            for (int round = 0; round < 3; round++)
            {
                votes = Math.Min(votes, Time(
                    () => ImageSearcher.Search(snapshot, query, new SearchOptions(Threads: threads) { Verify = false })));
                verified = Math.Min(verified, Time(() => ImageSearcher.Search(snapshot, query, new SearchOptions { Threads = threads })));
            }

            _votes.Add(votes);
            _verified.Add(verified);
        }

        private static double Time(Func<IReadOnlyList<ImageMatch>> search)
        {
            long start = Stopwatch.GetTimestamp();
            search();
            return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }
    }
}
