using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// SIFT beside OpenCV's. On the very same gray pixels: how many of its keypoints are ours too, how alike the descriptors are, how long
/// it takes. From the same files: how long a file takes, and how many images a second go into an index.
/// </summary>
internal static class SiftBenchmark
{
    private static readonly string[] Extensions = [".jpg", ".jpeg", ".png"];

    public static Command Command()
    {
        var images = new Option<string>("--images") { Required = true, Description = "Folder of images." };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 100, Description = "At most this many images." };
        var features = new Option<int>("--features") { DefaultValueFactory = _ => 500, Description = "Features an image." };
        var threads = new Option<int>("--threads")
        {
            DefaultValueFactory = _ => 2,
            Description = "Threads for adding to an index; the rest is one thread.",
        };
        var peers = new Option<string?>("--peers") { Description = "Folder of the peer scripts (opencv_sift.py, sift_vote.py)." };
        var command = new Command("sift", "Features on the same pixels as OpenCV: parity and time.")
            { images, limit, features, threads, peers };
        command.SetAction(result => Run(
            Files(result.GetRequiredValue(images), result.GetValue(limit)), result.GetRequiredValue(images), result.GetValue(features),
            result.GetValue(threads), result.GetValue(peers), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static string[] Files(string folder, int limit) =>
        [.. Directory.GetFiles(folder).Where(f => Extensions.Contains(Path.GetExtension(f).ToLowerInvariant()))
            .Order(StringComparer.Ordinal).Take(limit)];

    private static int Run(string[] files, string folder, int features, int threads, string? peers, string? record)
    {
        string scratch = Directory.CreateTempSubdirectory("imagesearch-sift-").FullName;
        try
        {
            JsonObject json = [];
            json["images"] = files.Length;
            SamePixels(files, folder, features, peers, Path.Combine(scratch, "dump"), json);
            FromFiles(files, features, json);
            IntoIndex(files, features, threads, peers, scratch, json);
            var report = new BenchmarkReport();
            foreach ((string name, JsonNode? value) in json)
            {
                report.Line($"{name,-28}{value?.ToString() ?? "-"}");
            }

            report.Finish(json, record);
            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>Extractor against extractor, on the gray pixels that the peer dumps.</summary>
    private static void SamePixels(string[] files, string folder, int features, string? peers, string dumps, JsonObject json)
    {
        JsonObject? peer = Peer.Run(peers, "opencv_sift.py",
            folder, "--limit", $"{files.Length}", "--features", $"{features}", "--threads", "1", "--dump", dumps);
        if (peer is null)
        {
            return;
        }

        var parity = new SiftParity();
        var extractor = new SiftExtractor(new SiftSettings(features, WantedFeatures: 0, Descriptor: DescriptorKind.Sift));
        (string Path, GrayImage Image)[] images =
            [.. Directory.GetFiles(dumps, "*.gray").Order(StringComparer.Ordinal).Select(d => (d, SiftDump.ReadGray(d)))];
        foreach ((string path, GrayImage image) in images)
        {
            parity.Add(SiftDump.ReadFeatures(Path.ChangeExtension(path, ".sift"), image.Width, image.Height), extractor.Extract(image));
        }

        double milliseconds = MedianPass(images, image => extractor.Extract(image.Image));
        parity.Write(json);
        double theirs = (double)peer["sift_ms"]!;
        double theirFile = theirs + (double)peer["decode_ms"]! + (double)peer["resize_gray_ms"]!;
        json["sift_ms"] = Math.Round(milliseconds, 2);
        json["peer_sift_ms"] = theirs;
        json["sift_ratio"] = Math.Round(theirs / milliseconds, 2);
        json["peer_file_to_features_ms"] = Math.Round(theirFile, 2);
    }

    /// <summary>Milliseconds an item: the median of three passes, after one to warm up.</summary>
    private static double MedianPass<T>(T[] items, Action<T> work)
    {
        var passes = new List<double>();
        for (int pass = 0; pass < 4; pass++)
        {
            long start = Stopwatch.GetTimestamp();
            Array.ForEach(items, work);
            passes.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds / Math.Max(1, items.Length));
        }

        return passes.Skip(1).Order().ElementAt(1);
    }

    /// <summary>From a file to features, one thread, decoding and all.</summary>
    private static void FromFiles(string[] files, int features, JsonObject json)
    {
        var describer = new ImageDescriber(new IndexSettings(new ImagingSettings(), new SiftSettings(features, WantedFeatures: 0)));
        double milliseconds = MedianPass(files, file => describer.Describe(file));
        json["file_to_features_ms"] = Math.Round(milliseconds, 2);
        json["file_to_features_ratio"] = json["peer_file_to_features_ms"] is { } theirs
            ? Math.Round((double)theirs / milliseconds, 2) : null;
    }

    /// <summary>Adding all to an index, beside the classic service doing the same.</summary>
    private static void IntoIndex(string[] files, int features, int threads, string? peers, string scratch, JsonObject json)
    {
        string folder = Directory.CreateDirectory(Path.Combine(scratch, "images")).FullName;
        foreach (string file in files)
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var index = new ImageIndex(new IndexSettings(new ImagingSettings(), new SiftSettings(features)));
        long start = Stopwatch.GetTimestamp();
        using (var ingest = new ImageIngest(index, threads))
        {
            foreach (string file in Directory.GetFiles(folder).Order(StringComparer.Ordinal))
            {
                ingest.Post(file);
            }

            while (ingest.Take(wait: true) is not null)
            {
            }
        }

        double imagesASecond = files.Length / Stopwatch.GetElapsedTime(start).TotalSeconds;
        string queries = Path.Combine(scratch, "none.tsv");
        File.WriteAllText(queries, "");
        JsonObject? peer = Peer.Run(peers, "sift_vote.py",
            "--index", folder, "--queries", queries, "--features", $"{features}", "--size", "512", "--threads", $"{threads}");
        json["threads"] = threads;
        json["images_a_second"] = Math.Round(imagesASecond, 1);
        json["peer_images_a_second"] = (double?)peer?["images_a_second"];
        json["ingest_ratio"] = peer is null ? null : Math.Round(imagesASecond / (double)peer["images_a_second"]!, 2);
    }
}
