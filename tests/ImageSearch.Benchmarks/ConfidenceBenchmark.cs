using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// False accepts against misses for thresholds of confidence, for two halves of the queries: sources (what the names of right answers say)
/// and unknown queries are dealt out in turn. Thresholds are chosen by one half and judged by the other.
/// </summary>
internal static class ConfidenceBenchmark
{
    private static readonly double[] Thresholds = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

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
        var descriptor = new Option<DescriptorKind>("--descriptor")
        {
            DefaultValueFactory = _ => new SiftSettings().Descriptor,
            Description = "sift or rootsift.",
        };
        var command = new Command("confidence", "False accepts against misses, by the confidence that is asked for.")
            { folders, queries, descriptor };
        command.SetAction(result => Run(result.GetRequiredValue(folders), result.GetRequiredValue(queries), result.GetValue(descriptor),
            result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] folders, string queries, DescriptorKind descriptor, string? record)
    {
        var index = new ImageIndex(new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: descriptor)));
        AccuracyBenchmark.Fill(index, folders, Environment.ProcessorCount);
        string folder = Path.GetDirectoryName(Path.GetFullPath(queries))!;
        string[][] lines = [.. File.ReadLines(queries).Where(l => l.Length > 0).Select(l => l.Split('\t'))];
        string[] sources = [.. lines.Select(f => f[1]).Where(a => a != "none").Distinct().Order(StringComparer.Ordinal)];
        var tables = new ConfidenceTable[] { new(Thresholds), new(Thresholds) };
        var describer = new ImageDescriber(index.Settings);
        int unknown = 0;
        foreach (string[] fields in lines)
        {
            int half = (fields[1] == "none" ? unknown++ : Array.IndexOf(sources, fields[1])) % 2;
            tables[half].Add(fields[1], Ask(index.Snapshot(), describer, Path.Combine(folder, fields[0])));
        }

        var report = new BenchmarkReport();
        var rows = new JsonArray();
        report.Line($"{"confidence",-12}{"misses",10}{"wrong",8}{"accepted",10}{"   |"}{"misses",10}{"wrong",8}{"accepted",10}");
        report.Line($"{"",-12}{Of(tables[0])}{"   |"}{Of(tables[1])}");
        for (int i = 0; i < Thresholds.Length; i++)
        {
            ((int m0, int w0, int a0), (int m1, int w1, int a1)) = (tables[0].Row(i), tables[1].Row(i));
            report.Line(string.Create(CultureInfo.InvariantCulture,
                $"{Thresholds[i],-12:0.00}{m0,10}{w0,8}{a0,10}{"   |"}{m1,10}{w1,8}{a1,10}"));
            rows.Add(new JsonObject
            {
                ["confidence"] = Thresholds[i],
                ["misses"] = new JsonArray(m0, m1),
                ["wrong"] = new JsonArray(w0, w1),
                ["false_accepts"] = new JsonArray(a0, a1),
            });
        }

        report.Finish(new JsonObject { ["images"] = index.ImageCount, ["descriptor"] = descriptor.ToString(), ["rows"] = rows }, record);
        return 0;
    }

    private static string Of(ConfidenceTable table) => $"{$"of {table.Asked}",10}{"",8}{$"of {table.Unknown}",10}";

    private static IReadOnlyList<ImageMatch> Ask(IndexSnapshot snapshot, ImageDescriber describer, string path)
    {
        SearchOptions all = new SearchOptions
        {
            MinimumConfidence = 0,
            IncludeMirrored = true,
            MaximumMatches = 100,
            Relations = Enum.GetValues<ImageRelation>().ToHashSet(),
        };
        return ImageSearcher.Search(snapshot, ImageQuery.Of(describer.Describe(path)), all);
    }
}
