using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>SIFT beside OpenCV's, on the very same gray pixels: how many of its keypoints are ours too, how alike the descriptors are, how long it takes.</summary>
internal static class SiftBenchmark
{
    public static Command Command()
    {
        var images = new Option<string>("--images") { Required = true, Description = "Folder of images." };
        var limit = new Option<int>("--limit") { DefaultValueFactory = _ => 100, Description = "At most this many images." };
        var features = new Option<int>("--features") { DefaultValueFactory = _ => 500, Description = "Features an image." };
        var peers = new Option<string?>("--peers") { Description = "Folder of the peer scripts (opencv_sift.py)." };
        var command = new Command("sift", "Features on the same pixels as OpenCV: parity and time, one thread.") { images, limit, features, peers };
        command.SetAction(result => Run(result.GetRequiredValue(images), result.GetValue(limit), result.GetValue(features), result.GetValue(peers)));
        return command;
    }

    private static int Run(string images, int limit, int features, string? peers)
    {
        string dumps = Path.Combine(Path.GetTempPath(), $"imagesearch-sift-{Environment.ProcessId}");
        try
        {
            JsonObject? peer = Peer.Run(peers, "opencv_sift.py",
                images, "--limit", $"{limit}", "--features", $"{features}", "--threads", "1", "--dump", dumps);
            if (peer is null)
            {
                return 3;
            }

            var parity = new SiftParity();
            var times = new List<double>();
            var extractor = new SiftExtractor(new SiftSettings(features, WantedFeatures: 0));
            foreach (string dump in Directory.GetFiles(dumps, "*.gray").Order(StringComparer.Ordinal))
            {
                GrayImage image = SiftDump.ReadGray(dump);
                _ = times.Count == 0 ? extractor.Extract(image) : null;
                long start = Stopwatch.GetTimestamp();
                ImageFeatures ours = extractor.Extract(image);
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                parity.Add(SiftDump.ReadFeatures(Path.ChangeExtension(dump, ".sift"), image.Width, image.Height), ours);
            }

            JsonObject json = parity.ToJson();
            json["sift_ms"] = Math.Round(times.Average(), 2);
            json["peer_sift_ms"] = (double)peer["sift_ms"]!;
            json["sift_ratio"] = Math.Round((double)peer["sift_ms"]! / times.Average(), 2);
            foreach ((string name, JsonNode? value) in json)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-28}{value}"));
            }

            Console.WriteLine(json.ToJsonString());
            return 0;
        }
        finally
        {
            if (Directory.Exists(dumps))
            {
                Directory.Delete(dumps, recursive: true);
            }
        }
    }
}
