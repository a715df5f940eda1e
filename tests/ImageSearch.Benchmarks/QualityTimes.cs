using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>Milliseconds an image on one thread: reading by long side, describing by features and long side. The kind of descriptor costs
/// nothing.</summary>
internal static class QualityTimes
{
    private const int Passes = 3;

    public static JsonArray Measure(string[] files, int[] featureCounts, int[] longSides, BenchmarkReport report)
    {
        JsonArray rows = [];
        report.Line($"Milliseconds an image, from file to features, one thread, median of {Passes} passes over {files.Length} images; "
            + $"reading is part of them.");
        report.Line("");
        report.Line($"| long side | reading |{string.Concat(featureCounts.Select(n => $" {n} features |"))}");
        report.Line($"|---|---|{string.Concat(featureCounts.Select(_ => "---|"))}");
        foreach (int longSide in longSides)
        {
            var reader = new ImageReader(new ImagingSettings(longSide));
            GrayImage[] images = [.. files.Select(f => reader.Read(f).Gray)];
            double reading = MedianPass(files, f => reader.Read(f));
            var times = new List<double>();
            foreach (int count in featureCounts)
            {
                var extractor = new SiftExtractor(new SiftSettings(count));
                times.Add(reading + MedianPass(images, image => extractor.Extract(image)));
                rows.Add(new JsonObject
                {
                    ["long_side"] = longSide,
                    ["features"] = count,
                    ["reading_ms"] = Math.Round(reading, 1),
                    ["file_to_features_ms"] = Math.Round(times[^1], 1),
                });
            }

            report.Line($"| {longSide} | {reading:0.0} |{string.Concat(times.Select(t => $" {t:0.0} |"))}");
        }

        report.Line("");
        return rows;
    }

    /// <summary>Milliseconds an item: the median of the passes, after one to warm up.</summary>
    private static double MedianPass<T>(T[] items, Action<T> work)
    {
        var passes = new List<double>();
        for (int pass = 0; pass <= Passes; pass++)
        {
            long start = Stopwatch.GetTimestamp();
            Array.ForEach(items, work);
            passes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / Math.Max(1, items.Length));
        }

        return passes.Skip(1).Order().ElementAt(Passes / 2);
    }
}
