using System.CommandLine;
using System.Text.Json.Nodes;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// Image against image on sequences whose true homographies are known, beside the peer opencv_match.py: the same files at their own size,
/// the same number of features, the same test of a match and of its being right. OpenCV makes gray of a coloured PNG by libpng, which does
/// not round, so that pixels differ by 1 from what it makes of the same colours itself (and from ours); so the peer is asked once more, for
/// our pixels.
/// </summary>
internal static class MatchBenchmark
{
    private const int Images = 6;

    /// <summary>A match is right within this many pixels.</summary>
    private const double Pixels = 3;

    public static Command Command()
    {
        var images = new Option<string>("--images")
        {
            Required = true,
            Description = "Holds one folder a sequence: img1..img6 and H1to2p..H1to6p.",
        };
        var features = new Option<int>("--features") { DefaultValueFactory = _ => 1000, Description = "Features an image." };
        var descriptor = new Option<DescriptorKind>("--descriptor")
        {
            DefaultValueFactory = _ => new SiftSettings().Descriptor,
            Description = "sift or rootsift.",
        };
        var peers = new Option<string?>("--peers") { Description = "Folder of the peer scripts (opencv_match.py)." };
        var command = new Command("match", "Correct matches on sequences with known homographies.") { images, features, descriptor, peers };
        command.SetAction(result => Run(
            result.GetRequiredValue(images), new SiftSettings(result.GetValue(features), Descriptor: result.GetValue(descriptor)),
            result.GetValue(peers), result.GetValue(BenchmarkReport.RecordOption)));
        return command;
    }

    private static int Run(string folder, SiftSettings settings, string? peers, string? record)
    {
        string scratch = Directory.CreateTempSubdirectory("imagesearch-match-").FullName;
        try
        {
            var tallies = new SortedDictionary<string, MatchTally>(StringComparer.Ordinal);
            foreach (string sequence in Directory.GetDirectories(folder).Where(s => Find(s, 1) is not null))
            {
                string name = Path.GetFileName(sequence);
                tallies[name] = new MatchTally { Ours = Match(sequence, settings, Path.Combine(scratch, name)) };
            }

            Dictionary<string, MatchCount> peer = MatchPeer.Ask(peers, folder, settings.Features);
            Dictionary<string, MatchCount> same = peer.Count == 0 ? peer : MatchPeer.Ask(peers, scratch, settings.Features);
            foreach ((string name, MatchTally tally) in tallies)
            {
                tally.Peer = peer.GetValueOrDefault(name);
                tally.PeerOnOurPixels = same.GetValueOrDefault(name);
            }

            Report(tallies, settings, record);
            return 0;
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private static void Report(SortedDictionary<string, MatchTally> tallies, SiftSettings settings, string? record)
    {
        var report = new BenchmarkReport();
        var total = new MatchTally();
        JsonArray sequences = [];
        Array.ForEach(MatchTally.Heading().Split('\n'), report.Line);
        foreach ((string name, MatchTally tally) in tallies)
        {
            report.Line(tally.ToLine(name));
            sequences.Add(tally.ToJson("sequence", name));
            total.Add(tally);
        }

        report.Line(total.ToLine("all"));
        JsonObject json = total.ToJson("features", settings.Features);
        json["descriptor"] = settings.Descriptor.ToString();
        json["sequences"] = sequences;
        report.Finish(json, record);
    }

    private static MatchCount Match(string folder, SiftSettings settings, string scratch)
    {
        var reader = new ImageReader(new ImagingSettings(ImagingSettings.MaxLongSidePixels));
        var extractor = new SiftExtractor(settings);
        ImageFeatures first = Extract(1, Find(folder, 1)!);
        MatchCount count = default;
        for (int n = 2; n <= Images; n++)
        {
            string truth = Path.Combine(folder, $"H1to{n}p");
            if (Find(folder, n) is { } other && File.Exists(truth))
            {
                File.Copy(truth, Path.Combine(scratch, Path.GetFileName(truth)));
                count += Count(first, Extract(n, other), Homography.Read(truth));
            }
        }

        return count;

        ImageFeatures Extract(int n, string path)
        {
            GrayImage image = reader.Read(path).Gray;
            MatchPeer.WriteGray(Path.Combine(scratch, $"img{n}.pgm"), image);
            return extractor.Extract(image);
        }
    }

    private static MatchCount Count(ImageFeatures first, ImageFeatures other, Homography truth)
    {
        int matches = 0, correct = 0;
        foreach ((int i, int j) in MutualMatcher.Match(first, other))
        {
            (double x, double y) = truth.Map(first.Keypoints[i].X, first.Keypoints[i].Y);
            matches++;
            correct += double.Hypot(x - other.Keypoints[j].X, y - other.Keypoints[j].Y) <= Pixels ? 1 : 0;
        }

        return new MatchCount(matches, correct);
    }

    private static string? Find(string folder, int n) =>
        Directory.GetFiles(folder, $"img{n}.p*").Order(StringComparer.Ordinal).FirstOrDefault();
}
