using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>Every image of some folders is searched for among all the others: where none is a copy of another, every answer is one to be
/// looked at.</summary>
internal static class AcceptedBenchmark
{
    public static Command Command()
    {
        var folders = new Option<string[]>("--index")
        {
            Required = true,
            AllowMultipleArgumentsPerToken = true,
            Description = "Folders of images of which none is a copy of another, recursive.",
        };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var command = new Command("accepted", "Every image asked against all others: each answer is listed.") { folders, threads };
        command.SetAction(result =>
            Run(result.GetRequiredValue(folders), result.GetValue(threads), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] folders, int threads, string? record)
    {
        var index = new ImageIndex(new IndexSettings(new ImagingSettings(), new SiftSettings()));
        AccuracyBenchmark.Fill(index, folders, threads);
        IndexSnapshot snapshot = index.Snapshot();
        var report = new BenchmarkReport();
        int answered = 0;
        foreach (IndexedImage image in index.GetImages())
        {
            IReadOnlyList<ImageMatch> matches = ImageSearcher.Search(
                snapshot, ImageQuery.Of(snapshot, image.Id), new SearchOptions { Threads = threads, IncludeMirrored = true });
            answered += matches.Count > 0 ? 1 : 0;
            foreach (ImageMatch match in matches)
            {
                string names = $"{Path.GetFileName(image.Path)} -> {Path.GetFileName(match.Image.Path)}";
                report.Line(string.Create(CultureInfo.InvariantCulture,
                    $"  {names}: {match.Comparison!.Relation}, {match.Confidence:0.00}, {match.Inliers} inliers, "
                    + $"{match.Comparison.Agreement:0.00} agrees"));
            }
        }

        report.Line($"{answered} of {index.ImageCount} images were answered");
        report.Finish(new JsonObject { ["images"] = index.ImageCount, ["answered"] = answered }, record);
        return 0;
    }
}
