using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Retrieval;

namespace ImageSearch.Benchmarks;

/// <summary>Counts answers as the peer does.</summary>
internal sealed class AccuracyTally(AccuracyQuestion question)
{
    private readonly SortedDictionary<string, (int Asked, int First)> _kinds = new(StringComparer.Ordinal);
    private int _positives;
    private int _negatives;
    private int _first;
    private int _five;
    private int _accepted;
    private double _precisions;
    private (int Asked, int First) _textured;
    private (int Asked, int First) _mirror;
    private (int Asked, int First) _lowTexture;
    private readonly List<string> _misses = [];
    private TimeSpan _extract;
    private TimeSpan _search;

    public void Add(string query, string answers, string kind, IReadOnlyList<ImageMatch> matches, TimeSpan extract, TimeSpan search)
    {
        _extract += extract;
        _search += search;
        if (answers == "none")
        {
            _negatives++;
            _accepted += matches.Count > 0 ? 1 : 0;
            if (question.Verify && matches.Count > 0)
            {
                _misses.Add($"{Path.GetFileName(query)} is unknown, and was taken for {Path.GetFileName(matches[0].Image.Path)}: "
                    + $"{Evidence(matches[0])}");
            }

            return;
        }

        var right = answers.Split(',').Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        bool first = matches.Count > 0 && right.Contains(Path.GetFileName(matches[0].Image.Path));
        _positives++;
        _first += first ? 1 : 0;
        _five += matches.Any(m => right.Contains(Path.GetFileName(m.Image.Path))) ? 1 : 0;
        _precisions += AveragePrecision(matches, right);
        Count(query, kind, first, matches);
        (int asked, int found) = _kinds.GetValueOrDefault(kind);
        _kinds[kind] = (asked + 1, found + (first ? 1 : 0));
    }

    /// <summary>Shares of the queries with an answer: right at once, right among five.</summary>
    public (double First, double Five) Shares =>
        (Math.Round(_first / (double)Math.Max(1, _positives), 4), Math.Round(_five / (double)Math.Max(1, _positives), 4));

    private static double AveragePrecision(IReadOnlyList<ImageMatch> matches, HashSet<string?> right)
    {
        double sum = 0;
        int found = 0;
        for (int i = 0; i < matches.Count; i++)
        {
            if (right.Contains(Path.GetFileName(matches[i].Image.Path)))
            {
                sum += ++found / (i + 1.0);
            }
        }

        return sum / right.Count;
    }

    private static string Evidence(ImageMatch match) => string.Create(CultureInfo.InvariantCulture,
        $"{match.Inliers} inliers of {match.Geometry?.PutativeMatchCount ?? 0}, hash {match.PerceptualHashDistance}, confidence "
        + $"{match.Confidence:0.00}");

    private void Count(string query, string kind, bool first, IReadOnlyList<ImageMatch> matches)
    {
        string name = Path.GetFileName(query);
        bool isLowTexture = question.LowTexture.Any(l => name.StartsWith(l, StringComparison.Ordinal));
        ref (int Asked, int First) group = ref isLowTexture ? ref _lowTexture : ref kind == "mirror" ? ref _mirror : ref _textured;
        group = (group.Asked + 1, group.First + (first ? 1 : 0));
        if (question.Verify && !first)
        {
            string answer = matches.Count == 0 ? "no match"
                : $"taken for {Path.GetFileName(matches[0].Image.Path)}, {Evidence(matches[0])}";
            _misses.Add($"{name}: {answer}");
        }
    }

    public void WriteKinds(BenchmarkReport report)
    {
        foreach ((string kind, (int asked, int first)) in _kinds)
        {
            report.Line($"  {kind,-12}{first,4} of {asked,4} first");
        }

        foreach (string miss in _misses)
        {
            report.Line($"  missed: {miss}");
        }
    }

    private static double? Share((int Asked, int First) group) => group.Asked == 0 ? null
        : Math.Round(group.First / (double)group.Asked, 4);

    public JsonObject ToJson(IndexSnapshot snapshot, int threads, double imagesASecond)
    {
        double queries = Math.Max(1, _positives + _negatives);
        return new JsonObject
        {
            ["images"] = snapshot.ImageCount,
            ["vectors"] = snapshot.RowCount,
            ["features"] = snapshot.Settings.Sift.Features,
            ["descriptor"] = snapshot.Settings.Sift.Descriptor.ToString(),
            ["size"] = snapshot.Settings.Imaging.LongSidePixels.ToString(CultureInfo.InvariantCulture),
            ["threads"] = threads,
            ["images_a_second"] = Math.Round(imagesASecond, 1),
            ["queries"] = _positives,
            ["top1"] = Shares.First,
            ["top5"] = Shares.Five,
            ["verified"] = question.Verify,
            ["mirrored"] = question.Mirrored,
            ["map"] = Math.Round(_precisions / Math.Max(1, _positives), 4),
            ["top1_textured"] = Share(_textured),
            ["top1_textured_mirror"] = Share(_mirror),
            ["top1_low_texture"] = Share(_lowTexture),
            ["unknown_queries"] = _negatives,
            ["false_accepts"] = _negatives == 0 ? null : Math.Round(_accepted / (double)_negatives, 4),
            ["extract_ms"] = Math.Round(_extract.TotalMilliseconds / queries, 1),
            ["search_ms"] = Math.Round(_search.TotalMilliseconds / queries, 1),
        };
    }
}
