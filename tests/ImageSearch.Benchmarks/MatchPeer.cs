using System.Globalization;
using System.Text.RegularExpressions;
using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks;

/// <summary>Runs opencv_match.py and counts its matches sequence by sequence.</summary>
internal static partial class MatchPeer
{
    /// <summary>The script prints a line for each pair: {'pair': 'bark 1-2', 'matches': 199, 'correct': 187}; then its totals.</summary>
    public static Dictionary<string, MatchCount> Ask(string? peers, string folder, int features)
    {
        var counts = new Dictionary<string, MatchCount>(StringComparer.Ordinal);
        foreach (Match pair in (Peer.RunLines(peers, "opencv_match.py", folder, "--features", $"{features}") ?? [])
            .Select(l => PairLine().Match(l)))
        {
            if (pair.Success)
            {
                string sequence = pair.Groups["sequence"].Value;
                counts[sequence] = counts.GetValueOrDefault(sequence) + new MatchCount(Number(pair, "matches"), Number(pair, "correct"));
            }
        }

        return counts;
    }

    /// <summary>Gray pixels as a file that the script takes for an image of a sequence.</summary>
    public static void WriteGray(string path, GrayImage image)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using FileStream file = File.Create(path);
        file.Write(System.Text.Encoding.ASCII.GetBytes($"P5\n{image.Width} {image.Height}\n255\n"));
        file.Write(image.Pixels);
    }

    private static int Number(Match pair, string group) => int.Parse(pair.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"'pair': '(?<sequence>.+) 1-\d', 'matches': (?<matches>\d+), 'correct': (?<correct>\d+)")]
    private static partial Regex PairLine();
}
