using System.CommandLine;
using System.Text.Json.Nodes;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Retrieval;
using ImageSearch.Sift;
using ImageSearch.Storage.Format;

namespace ImageSearch.Benchmarks;

/// <summary>
/// What numbers of features, long sides and kinds of descriptor are worth: right answers, bytes an image, milliseconds an image. Queries
/// and what counts as right are those of <see cref="AccuracyBenchmark"/>; queries without an answer are left out.
/// </summary>
internal static class QualityBenchmark
{
    private static readonly int RowBytes = SiftSettings.DescriptorBytes + IndexFormat.KeypointBytes
        + (int)(Sketch.Bytes(ScanLayout.BlockRows) / ScanLayout.BlockRows);

    public static Command Command()
    {
        var folders = Several<string>("--index", "Folders of images to index, recursive.");
        var queries = new Option<string?>("--queries") { Description = "TSV: query image, comma list of right answers or none, kind." };
        var every = new Option<int>("--every") { DefaultValueFactory = _ => 1, Description = "Ask every n-th query only." };
        var timed = new Option<string?>("--time") { Description = "Folder of images to time, from file to features, on one thread." };
        var features = Several("--features", "Numbers of features an image, each at least the wanted minimum.", 100, 200, 300, 500,
            750, 1000, 1500);
        var longSides = Several("--long-sides", "Long sides in pixels.", 384, 512, 640, 768, 1024);
        var descriptors = Several("--descriptors", "sift, rootsift.", Enum.GetValues<DescriptorKind>());
        var threads = new Option<int>("--threads")
        {
            DefaultValueFactory = _ => Environment.ProcessorCount,
            Description = "Threads; times are of one.",
        };
        features.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int[]>()!.Any(n => n < new SiftSettings().WantedFeatures))
            {
                result.AddError("Below the wanted minimum, fewer features are not the first of more: the contrast threshold is "
                    + "lowered less.");
            }
        });
        var command = new Command("quality",
            "Right answers, bytes and milliseconds by features, long side and descriptor: with --index and --queries, or --time.")
        {
            folders, queries, every, timed, features, longSides, descriptors, threads,
        };
        command.SetAction(result =>
        {
            var report = new BenchmarkReport(isMarkdown: true);
            int[] counts = [.. result.GetValue(features)!.Order()], sides = result.GetValue(longSides)!;
            JsonObject json = [];
            if (result.GetValue(queries) is { } asked)
            {
                string[] lines = [.. File.ReadLines(asked).Where(l => l.Split('\t') is [_, not "none", ..])
                    .Where((_, i) => i % result.GetValue(every) == 0)];
                string folder = Path.GetDirectoryName(Path.GetFullPath(asked))!;
                json["queries"] = lines.Length;
                json["accuracy"] = Accuracy(
                    QualityFeatures.Files(result.GetValue(folders)!), lines, folder, counts, sides, result.GetValue(descriptors)!,
                    result.GetValue(threads), report);
            }

            if (result.GetValue(timed) is { } images)
            {
                json["time"] = QualityTimes.Measure(QualityFeatures.Files([images]), counts, sides, report);
            }

            report.Finish(json, result.GetValue(BenchmarkReport.RecordOption));
        });
        return command;
    }

    private static JsonArray Accuracy(
        string[] files, string[] queries, string folder, int[] featureCounts, int[] longSides, DescriptorKind[] kinds, int threads,
        BenchmarkReport report)
    {
        JsonArray rows = [];
        report.Line($"{files.Length} files, {queries.Length} queries; an image's bytes are those of its rows, {RowBytes} each.");
        report.Line("");
        report.Line("| long side | descriptor | features | top-1 | top-5 | rows an image | bytes an image |");
        report.Line("|---|---|---|---|---|---|---|");
        foreach (int longSide in longSides)
        {
            foreach (DescriptorKind kind in kinds)
            {
                var settings = new IndexSettings(new ImagingSettings(longSide), new SiftSettings(featureCounts[^1], Descriptor: kind));
                DescribedImage[] images = [.. QualityFeatures.Describe(files, settings, threads).OfType<DescribedImage>()];
                DescribedImage?[] asked =
                    QualityFeatures.Describe([.. queries.Select(q => Path.Combine(folder, q.Split('\t')[0]))], settings, threads);
                var bands = new FeatureBands(settings, images, featureCounts);
                AccuracyTally[] tallies = Ask(bands, asked, queries, featureCounts.Length, threads);
                foreach ((int i, long rowCount) in bands.RowCounts.Index())
                {
                    double rowsAnImage = rowCount / (double)images.Length;
                    (double first, double five) = tallies[i].Shares;
                    report.Line($"| {longSide} | {kind} | {featureCounts[i]} | {first} | {five} | {rowsAnImage:0} | "
                        + $"{rowsAnImage * RowBytes:0} |");
                    rows.Add(new JsonObject
                    {
                        ["long_side"] = longSide,
                        ["descriptor"] = kind.ToString(),
                        ["features"] = featureCounts[i],
                        ["top1"] = first,
                        ["top5"] = five,
                        ["bytes_an_image"] = Math.Round(rowsAnImage * RowBytes),
                    });
                }
            }
        }

        report.Line("");
        return rows;
    }

    private static AccuracyTally[] Ask(FeatureBands bands, DescribedImage?[] asked, string[] queries, int indexes, int threads)
    {
        AccuracyTally[] tallies =
            [.. Enumerable.Range(0, indexes)
                .Select(_ => new AccuracyTally(new AccuracyQuestion(0, Verify: false, Mirrored: false, LowTexture: [])))];
        foreach ((int i, string query) in queries.Index())
        {
            string[] fields = query.Split('\t');
            IEnumerable<IReadOnlyList<ImageMatch>> answers = asked[i] is { } image ? bands.Find(image.Features, threads)
                : tallies.Select(_ => Array.Empty<ImageMatch>());
            foreach ((int n, IReadOnlyList<ImageMatch> matches) in answers.Index())
            {
                tallies[n].Add(fields[0], fields[1], fields.ElementAtOrDefault(2) ?? "", matches, default, default);
            }
        }

        return tallies;
    }

    private static Option<T[]> Several<T>(string name, string description, params T[] values) =>
        new(name) { AllowMultipleArgumentsPerToken = true, Description = description, DefaultValueFactory = _ => values };
}
