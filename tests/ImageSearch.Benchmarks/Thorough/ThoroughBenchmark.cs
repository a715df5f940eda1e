using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Ingest;
using ImageSearch.Search;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks.Thorough;

/// <summary>What a thorough look finds that the usual one does not, what it takes, and whether it finds what is not there.</summary>
internal static class ThoroughBenchmark
{
    public static Command Command()
    {
        var sequences = new Option<string[]>("--sequences") { AllowMultipleArgumentsPerToken = true, Description = "Folders of sequences: img1.png, imgN.png, H1toNp each." };
        var photos = new Option<string[]>("--photos") { AllowMultipleArgumentsPerToken = true, Description = "Folders of photographs, of which views from aside are made." };
        var pairs = new Option<int>("--pairs") { DefaultValueFactory = _ => 15, Description = "How many pairs of views from aside." };
        var longSide = new Option<int>("--long-side") { DefaultValueFactory = _ => ThoroughSettings.Compare.LongSidePixels, Description = "Long side of the thorough look, in pixels." };
        var plain = new Option<int>("--plain-features") { DefaultValueFactory = _ => ThoroughSettings.Compare.PlainFeatures, Description = "Features of the image itself." };
        var views = new Option<int>("--view-features") { DefaultValueFactory = _ => ThoroughSettings.Compare.ViewFeatures, Description = "Features of each view." };
        var tilts = new Option<double[]>("--tilts") { AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ThoroughSettings.Compare.Tilts, Description = "Tilts of the views." };
        var unknown = new Option<string?>("--unknown") { Description = "Folder of photographs that show nothing that another one does; those of even number choose, the others report." };
        var index = new Option<string[]>("--index") { AllowMultipleArgumentsPerToken = true, Description = "Folders of images to index; the unknown photographs are asked of them." };
        var keep = new Option<string?>("--keep") { Description = "A folder in which the pictures that were made stay." };
        var verbose = new Option<bool>("--verbose") { Description = "A line for each pair." };
        var command = new Command("thorough", "What -Thorough finds that the usual comparison and search do not, and how long it takes.") { sequences, photos, pairs, longSide, plain, views, tilts, unknown, index, keep, verbose };
        command.SetAction(result =>
        {
            var settings = new ThoroughSettings(result.GetValue(longSide), result.GetValue(plain), result.GetValue(views), result.GetValue(tilts)!);
            var report = new BenchmarkReport();
            JsonObject json = [];
            string? kept = result.GetValue(keep);
            string folder = kept is null ? Directory.CreateTempSubdirectory("imagesearch-thorough-").FullName : Directory.CreateDirectory(kept).FullName;
            try
            {
                report.Line($"{"",-24}{"pairs",7}{"usual",7}{"thorough",10}{"usual ms",10}{"thorough ms",13}");
                foreach (string sequence in result.GetValue(sequences) ?? [])
                {
                    json[Path.GetFileName(sequence)] = Compare(Path.GetFileName(sequence), settings, [.. ViewPair.OfSequences(sequence)], result.GetValue(verbose), report);
                }

                if (result.GetValue(unknown) is { } folderOfUnknown)
                {
                    FalseAlarms.Measure(QualityFeatures.Files([folderOfUnknown]), result.GetValue(index)!, settings, report, json);
                }

                if (result.GetValue(photos) is { Length: > 0 } originals && result.GetValue(index) is { Length: > 0 } others)
                {
                    HardQueries.Measure(others, QualityFeatures.Files(originals), result.GetValue(pairs), folder, report, json);
                }

                if (result.GetValue(photos) is { Length: > 0 } some)
                {
                    json["aside"] = Compare("views from aside", settings, ObliqueViews.Make(QualityFeatures.Files(some), result.GetValue(pairs), folder), result.GetValue(verbose), report);
                }
            }
            finally
            {
                if (kept is null)
                {
                    Directory.Delete(folder, recursive: true);
                }
            }

            report.Finish(json, result.GetValue(BenchmarkReport.RecordOption));
        });
        return command;
    }

    /// <summary>Solves pairs both ways.</summary>
    private static JsonObject Compare(string name, ThoroughSettings look, IReadOnlyList<ViewPair> pairs, bool isVerbose, BenchmarkReport report)
    {
        var settings = new IndexSettings(new ImagingSettings(), new SiftSettings());
        var usual = new ImageDescriber(settings);
        var thorough = new ImageDescriber(settings, look);
        int solvedUsual = 0, solved = 0;
        double usualMs = 0, thoroughMs = 0;
        foreach (ViewPair pair in pairs)
        {
            (bool isUsual, double ms, _) = Solve(pair, usual);
            (bool isSolved, double slower, string detail) = Solve(pair, thorough);
            (solvedUsual, usualMs, solved, thoroughMs) = (solvedUsual + (isUsual ? 1 : 0), usualMs + ms, solved + (isSolved ? 1 : 0), thoroughMs + slower);
            if (isVerbose)
            {
                report.Line($"  {pair.Name,-20} usual {(isUsual ? "yes" : "no"),-4} thorough {(isSolved ? "yes" : "no"),-4} {detail} {slower:0} ms");
            }
        }

        report.Line($"{name,-24}{pairs.Count,7}{solvedUsual,7}{solved,10}{usualMs / pairs.Count,10:0}{thoroughMs / pairs.Count,13:0}");
        return new JsonObject
        {
            ["pairs"] = pairs.Count,
            ["usual"] = solvedUsual,
            ["thorough"] = solved,
            ["usual_ms"] = Math.Round(usualMs / pairs.Count),
            ["thorough_ms"] = Math.Round(thoroughMs / pairs.Count),
        };
    }

    private static (bool IsSolved, double Ms, string Detail) Solve(ViewPair pair, ImageDescriber describer)
    {
        TimeSpan cpuStart = System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        DescribedImage first = describer.Describe(pair.First), second = describer.Describe(pair.Second);
        double described = (System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime - cpuStart).TotalMilliseconds;
        ImageComparison found = ImageComparer.Compare(first, second);
        double cpu = (System.Diagnostics.Process.GetCurrentProcess().TotalProcessorTime - cpuStart).TotalMilliseconds;
        double ms = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        ImageComparison detail = ImageComparer.Compare(ComparedImage.Of(first).Thorough, ComparedImage.Of(second).Thorough, false);
        return (pair.IsSolved(found, first, second), cpu, $"{detail.Relation} {detail.Confidence:0.00} inliers {detail.Inliers} of {detail.Geometry?.Tentative} agreement {detail.Agreement:0.00} error {pair.Error(detail, first, second):0.000} | {found.Relation} {found.Confidence:0.00} inliers {found.Inliers} of {found.Geometry?.Tentative} "
            + $"error {pair.Error(found, first, second):0.000}; {first.MoreFeatures?.Count} and {second.MoreFeatures?.Count} features, {described:0} ms described");
    }
}
