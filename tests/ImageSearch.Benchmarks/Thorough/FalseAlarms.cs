using System.Text.Json.Nodes;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks.Thorough;

/// <summary>What a thorough look says of photographs that show nothing in common: those of even number choose thresholds, the others
/// report.</summary>
internal static class FalseAlarms
{
    /// <summary>So many photographs of each half are compared with each other, each with each.</summary>
    private const int Compared = 24;

    /// <summary>Asks them of an index; without one, compares them with each other.</summary>
    public static void Measure(string[] unknown, string[] index, ThoroughSettings look, BenchmarkReport report, JsonObject json)
    {
        if (index.Length > 0)
        {
            Search(unknown, index, report, json);
            return;
        }

        foreach (int half in (int[])[0, 1])
        {
            string[] files = [.. unknown.Where((_, i) => i % 2 == half)];
            json[half == 0 ? "compared_choosing" : "compared_reporting"] =
                Compare([.. files.Take(Compared)], look, report, half == 0 ? "choosing" : "reporting");
        }
    }

    private static JsonObject Compare(string[] files, ThoroughSettings look, BenchmarkReport report, string half)
    {
        var describer = new ImageDescriber(IndexSettings.Default, look);
        DescribedImage[] images = [.. files.Select(f => describer.Describe(f).ByMoreFeatures)];
        var worst = new List<(double Confidence, GeometricMatch Match, double Agreement, string Names)>();
        int accepted = 0, pairs = 0;
        for (int i = 0; i < images.Length; i++)
        {
            for (int j = i + 1; j < images.Length; j++, pairs++)
            {
                ImageComparison found = ImageComparer.Compare(images[i], images[j], includeMirrored: false);
                accepted += found.IsMatch ? 1 : 0;
                if (found.Geometry is { } match)
                {
                    worst.Add((Confidence.Of(match, null), match, found.Agreement ?? 0,
                        $"{Path.GetFileName(files[i])}, {Path.GetFileName(files[j])}"));
                }
            }
        }

        report.Line($"{half}: {pairs} pairs of unknown photographs compared, {accepted} accepted; the surest:");
        foreach ((double confidence, GeometricMatch match, double agreement, string names) in worst
            .OrderByDescending(w => w.Confidence).Take(12))
        {
            report.Line($"  confidence {confidence:0.000}, {match.Inliers} inliers of {match.PutativeMatchCount}, meaning "
                + $"{match.GuidedMeaning:0.0}, "
                + $"agreement {agreement:0.00}: {names}");
        }

        return new JsonObject { ["pairs"] = pairs, ["accepted"] = accepted };
    }

    private static void Search(string[] unknown, string[] index, BenchmarkReport report, JsonObject json)
    {
        var built = new ImageIndex(IndexSettings.Default);
        AccuracyBenchmark.Fill(built, index, Environment.ProcessorCount);
        IndexSnapshot snapshot = built.Snapshot();
        var describer = new ImageDescriber(IndexSettings.Default, ThoroughSettings.Search);
        var all = new SearchOptions(MaximumMatches: 1000)
        {
            MinimumConfidence = 0,
            Relations = Enum.GetValues<ImageRelation>().ToHashSet(),
        };
        foreach (int half in (int[])[0, 1])
        {
            var surest = new List<(ImageMatch Match, string File)>();
            int accepted = 0, count = 0;
            foreach (string file in unknown.Where((_, i) => i % 2 == half))
            {
                IReadOnlyList<ImageMatch> matches = ImageSearcher.Search(snapshot, ImageQuery.Of(describer.Describe(file)), all);
                accepted += matches.Any(m => m.Comparison!.IsMatch) ? 1 : 0;
                count++;
                surest.AddRange(matches.Where(m => m.Geometry is { IsThorough: true }).Select(m => (m, file)));
            }

            report.Line($"{(half == 0 ? "choosing" : "reporting")}: {count} unknown photographs asked of {snapshot.ImageCount} images, "
                + $"{accepted} accepted; the surest:");
            foreach ((ImageMatch match, string file) in surest.OrderByDescending(
                m => m.Match.Inliers - (m.Match.Geometry!.PutativeMatchCount / 50.0)).Take(12))
            {
                report.Line($"  confidence {Confidence.Of(match.Geometry, null):0.000}, {match.Inliers} inliers of "
                    + $"{match.Geometry!.PutativeMatchCount}, "
                    + $"agreement {match.Comparison!.Agreement:0.00}: "
                    + $"{Path.GetFileName(file)} in {Path.GetFileName(match.Image.Path)}");
            }

            json[half == 0 ? "searched_choosing" : "searched_reporting"] = new JsonObject { ["queries"] = count, ["accepted"] = accepted };
        }
    }
}
