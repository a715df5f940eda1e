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
/// Indexes folders, asks every query of a TSV (query, right answers or `none`, kind), and counts: first answer right, right among five,
/// answers to queries that have none. The figures have the names that the peer sift_vote.py gives its own.
/// </summary>
internal static class AccuracyBenchmark
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

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
        var features = new Option<int>("--features")
        {
            DefaultValueFactory = _ => new SiftSettings().Features,
            Description = "Features an image.",
        };
        var longSide = new Option<int>("--long-side") { DefaultValueFactory = _ => 512, Description = "Long side in pixels." };
        var wanted = new Option<int>("--wanted")
        {
            DefaultValueFactory = _ => new SiftSettings().WantedFeatures,
            Description = "Features below which the contrast threshold is lowered; 0 never.",
        };
        var descriptor = new Option<DescriptorKind>("--descriptor")
        {
            DefaultValueFactory = _ => new SiftSettings().Descriptor,
            Description = "sift or rootsift.",
        };
        var threads = new Option<int>("--threads") { DefaultValueFactory = _ => Environment.ProcessorCount, Description = "Threads." };
        var peers = new Option<string?>("--peers")
        {
            Description = "Folder of the peer scripts; sift_vote.py is then run with the same features and size.",
        };
        var noVerify = new Option<bool>("--no-verify") { Description = "Votes alone." };
        var mirrored = new Option<bool>("--mirrored") { Description = "Find mirrored copies too, and count them." };
        var sparse = new Option<string[]>("--low-texture")
        {
            AllowMultipleArgumentsPerToken = true,
            DefaultValueFactory = _ => [],
            Description = "Beginnings of names of queries that are counted apart.",
        };
        var command = new Command("accuracy", "How often the first answer is right, beside the classic service.")
        {
            folders, queries, features, longSide, wanted, descriptor, threads, noVerify, mirrored, sparse, peers,
        };
        command.SetAction(result => Run(
            result.GetRequiredValue(folders), result.GetRequiredValue(queries),
            new IndexSettings(
                new ImagingSettings(result.GetValue(longSide)),
                new SiftSettings(result.GetValue(features), WantedFeatures: result.GetValue(wanted),
                    Descriptor: result.GetValue(descriptor))),
            new AccuracyQuestion(result.GetValue(threads), !result.GetValue(noVerify), result.GetValue(mirrored),
                result.GetValue(sparse) ?? []),
            result.GetValue(peers), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string[] folders, string queries, IndexSettings settings, AccuracyQuestion question, string? peers,
        string? record)
    {
        var index = new ImageIndex(settings);
        int threads = question.Threads;
        long start = Stopwatch.GetTimestamp();
        int unreadable = Fill(index, folders, threads);
        double imagesASecond = index.ImageCount / Stopwatch.GetElapsedTime(start).TotalSeconds;
        var report = new BenchmarkReport();
        var tally = new AccuracyTally(question);
        IndexSnapshot snapshot = index.Snapshot();
        var describer = new ImageDescriber(index.Settings);
        string folder = Path.GetDirectoryName(Path.GetFullPath(queries))!;
        foreach (string[] fields in File.ReadLines(queries).Where(l => l.Length > 0).Select(l => l.Split('\t')))
        {
            Ask(snapshot, describer, Path.Combine(folder, fields[0]), fields[1], fields.ElementAtOrDefault(2) ?? "", question, tally);
        }

        JsonObject ours = tally.ToJson(snapshot, threads, imagesASecond);
        report.Line($"{index.ImageCount} images, {index.RowCount} rows, {unreadable} unreadable; first answers by kind:");
        tally.WriteKinds(report);
        JsonObject? peer = Peer.Run(peers, "sift_vote.py",
            ["--index", .. folders, "--queries", queries, "--features", $"{settings.Sift.Features}", "--size",
                $"{settings.Imaging.LongSidePixels}", "--threads", $"{threads}"]);
        report.Line($"{"",-24}{"ImageSearch",14}{"peer",14}");
        string[] figures =
            ["top1", "top5", "map", "top1_textured", "top1_textured_mirror", "top1_low_texture", "false_accepts", "images_a_second",
                "extract_ms", "search_ms"];
        foreach (string name in figures)
        {
            report.Line($"{name,-24}{ours[name]?.ToString() ?? "-",14}{peer?[name]?.ToString() ?? "-",14}");
        }

        ours["peer"] = peer;
        report.Finish(ours, record);
        return 0;
    }

    public static int Fill(ImageIndex index, string[] folders, int threads)
    {
        using var ingest = new ImageIngest(index, threads);
        foreach (string file in folders.SelectMany(f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories)
            .Order(StringComparer.Ordinal))
            .Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant())))
        {
            ingest.Post(file);
        }

        int errors = 0;
        while (ingest.Take(wait: true) is { } result)
        {
            errors += result.Error is null ? 0 : 1;
        }

        return errors;
    }

    private static void Ask(
        IndexSnapshot snapshot, ImageDescriber describer, string query, string answers, string kind, AccuracyQuestion question,
        AccuracyTally tally)
    {
        long start = Stopwatch.GetTimestamp();
        DescribedImage image = describer.Describe(query);
        long described = Stopwatch.GetTimestamp();
        var options = new SearchOptions(Threads: question.Threads) { Verify = question.Verify, IncludeMirrored = question.Mirrored };
        IReadOnlyList<ImageMatch> matches = ImageSearcher.Search(snapshot, ImageQuery.Of(image), options);
        long found = Stopwatch.GetTimestamp();
        tally.Add(query, answers, kind, matches, Stopwatch.GetElapsedTime(start, described), Stopwatch.GetElapsedTime(described, found));
    }
}
