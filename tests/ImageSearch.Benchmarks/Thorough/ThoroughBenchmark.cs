using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks.Thorough;

/// <summary>What a thorough look finds that the usual one does not, what it takes, and whether it finds what is not there.</summary>
internal static class ThoroughBenchmark
{
    public static Command Command()
    {
        ThoroughSettings usual = ThoroughSettings.Compare;
        Option<string[]> sequences = Folders("--sequences", "Folders of sequences: img1.png, imgN.png, H1toNp each.");
        Option<string[]> photos =
            Folders("--photos", "Folders of photographs, of which views from aside are made, and with --index other queries.");
        Option<string[]> index =
            Folders("--index", "Folders of images to index; the unknown photographs, and queries made of --photos, are asked of them.");
        Option<int> pairs = Number("--pairs", 15, "How many pairs of views from aside.");
        Option<string?> unknown = Folder("--unknown",
            "Folder of photographs that are in no index; those of even number choose thresholds.");
        Option<int> longSide = Number("--long-side", usual.LongSidePixels, "Long side of a look, in pixels.");
        Option<int> plain = Number("--plain-features", usual.PlainFeatures, "Features of the image itself.");
        Option<int> views = Number("--view-features", usual.ViewFeatures, "Features of each view.");
        Option<double[]> tilts = Numbers("--tilts", usual.Tilts, "Tilts of the views.");
        Option<string?> keep = Folder("--keep", "A folder in which the pictures that were made stay.");
        var verbose = new Option<bool>("--verbose") { Description = "A line for each pair." };
        var command = new Command("thorough", "What -Thorough finds that the usual comparison and search do not, and how long it takes.")
        {
            sequences, photos, index, pairs, unknown, longSide, plain, views, tilts, keep, verbose,
        };
        command.SetAction(result =>
        {
            var look = new ThoroughSettings(result.GetValue(longSide), result.GetValue(plain), result.GetValue(views),
                result.GetValue(tilts)!);
            var report = new BenchmarkReport();
            JsonObject json = [];
            string folder = result.GetValue(keep) is { } kept ? Directory.CreateDirectory(kept).FullName
                : Directory.CreateTempSubdirectory("imagesearch-thorough-").FullName;
            try
            {
                Compare(result.GetValue(sequences)!, Files(result.GetValue(photos)!), result.GetValue(pairs), look, folder,
                    result.GetValue(verbose), report, json);
                if (result.GetValue(photos)!.Length > 0 && result.GetValue(index)!.Length > 0)
                {
                    HardQueries.Measure(result.GetValue(index)!, Files(result.GetValue(photos)!), result.GetValue(pairs), folder,
                        report, json);
                }

                if (result.GetValue(unknown) is { } strangers)
                {
                    FalseAlarms.Measure(Files([strangers]), result.GetValue(index)!, look, report, json);
                }
            }
            finally
            {
                if (result.GetValue(keep) is null)
                {
                    Directory.Delete(folder, recursive: true);
                }
            }

            report.Finish(json, result.GetValue(BenchmarkReport.RecordOption));
        });
        return command;
    }

    private static Option<string[]> Folders(string name, string description) =>
        new(name) { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [], Description = description };

    private static Option<double[]> Numbers(string name, double[] usual, string description) =>
        new(name) { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => usual, Description = description };

    private static Option<string?> Folder(string name, string description) => new(name) { Description = description };

    private static Option<int> Number(string name, int defaultValue, string description) =>
        new(name) { DefaultValueFactory = _ => defaultValue, Description = description };

    private static string[] Files(string[] folders) => folders.Length == 0 ? [] : QualityFeatures.Files(folders);

    private static void Compare(
        string[] sequences, string[] photos, int views, ThoroughSettings look, string folder, bool isVerbose, BenchmarkReport report,
        JsonObject json)
    {
        report.Line($"{"solved",-24}{"pairs",7}{"usual",7}{"thorough",10}{"usual ms",10}{"thorough ms",13}{"processor ms",14}");
        foreach (string sequence in sequences)
        {
            json[Path.GetFileName(sequence)] =
                Solve(Path.GetFileName(sequence), look, [.. ViewPair.OfSequences(sequence)], isVerbose, report);
        }

        if (photos.Length > 0)
        {
            json["aside"] = Solve("views from aside", look, ObliqueViews.Make(photos, views, folder), isVerbose, report);
        }
    }

    /// <summary>Solves pairs both ways; the first is solved once more before, so that no time is of the compiler's.</summary>
    private static JsonObject Solve(string name, ThoroughSettings look, IReadOnlyList<ViewPair> pairs, bool isVerbose,
        BenchmarkReport report)
    {
        var usual = new ImageDescriber(IndexSettings.Default);
        var thorough = new ImageDescriber(IndexSettings.Default, look);
        _ = (Solve(pairs[0], usual), Solve(pairs[0], thorough));
        (int solvedUsual, int solved, double usualMs, double thoroughMs, double processorMs) = (0, 0, 0, 0, 0);
        foreach (ViewPair pair in pairs)
        {
            (bool isUsual, double ms, _, _) = Solve(pair, usual);
            (bool isSolved, double slower, double processor, string detail) = Solve(pair, thorough);
            (solvedUsual, usualMs) = (solvedUsual + (isUsual ? 1 : 0), usualMs + ms);
            (solved, thoroughMs, processorMs) = (solved + (isSolved ? 1 : 0), thoroughMs + slower, processorMs + processor);
            if (isVerbose)
            {
                report.Line($"  {pair.Name,-20} usual {(isUsual ? "yes" : "no"),-4} thorough {(isSolved ? "yes" : "no"),-4} {detail} "
                    + $"{processor:0} ms");
            }
        }

        (usualMs, thoroughMs, processorMs) = (usualMs / pairs.Count, thoroughMs / pairs.Count, processorMs / pairs.Count);
        report.Line($"{name,-24}{pairs.Count,7}{solvedUsual,7}{solved,10}{usualMs,10:0}{thoroughMs,13:0}{processorMs,14:0}");
        return new JsonObject
        {
            ["pairs"] = pairs.Count,
            ["usual"] = solvedUsual,
            ["thorough"] = solved,
            ["usual_ms"] = Math.Round(usualMs),
            ["thorough_ms"] = Math.Round(thoroughMs),
            ["thorough_processor_ms"] = Math.Round(processorMs),
        };
    }

    private static (bool IsSolved, double Ms, double ProcessorMs, string Detail) Solve(ViewPair pair, ImageDescriber describer)
    {
        using Process process = Process.GetCurrentProcess();
        TimeSpan before = process.TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        DescribedImage first = describer.Describe(pair.First), second = describer.Describe(pair.Second);
        ImageComparison found = ImageComparer.Compare(first, second);
        double ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        process.Refresh();
        double processorMs = (process.TotalProcessorTime - before).TotalMilliseconds;
        bool isSolved = pair.IsSolved(found, first, second);
        if (!found.IsMatch && first.MoreFeatures is not null)
        {
            // Only to tell: what was found and not accepted.
            found = ImageComparer.Compare(first.ByMoreFeatures, second.ByMoreFeatures, includeMirrored: false);
        }

        string detail = $"{found.Relation} {found.Confidence:0.00} inliers {found.Inliers} of {found.Geometry?.PutativeMatchCount} "
            + $"meaning {found.Geometry?.GuidedMeaning:0} error {pair.Error(found, first, second):0.000}; "
            + $"{first.MoreFeatures?.Count} and {second.MoreFeatures?.Count} features";
        return (isSolved, ms, processorMs, detail);
    }
}
