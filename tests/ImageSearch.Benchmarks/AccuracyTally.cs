using System.Globalization;
using System.Text.Json.Nodes;
using ImageSearch.Search;

namespace ImageSearch.Benchmarks;

/// <summary>Counts answers as the peer does.</summary>
internal sealed class AccuracyTally
{
    private readonly SortedDictionary<string, (int Asked, int First)> _kinds = new(StringComparer.Ordinal);
    private int _positives;
    private int _negatives;
    private int _first;
    private int _five;
    private int _accepted;
    private TimeSpan _extract;
    private TimeSpan _search;

    public void Add(string answers, string kind, IReadOnlyList<ImageMatch> matches, TimeSpan extract, TimeSpan search)
    {
        _extract += extract;
        _search += search;
        if (answers == "none")
        {
            _negatives++;
            _accepted += matches.Count > 0 ? 1 : 0;
            return;
        }

        var right = answers.Split(',').Select(Path.GetFileName).ToHashSet(StringComparer.Ordinal);
        bool first = matches.Count > 0 && right.Contains(Path.GetFileName(matches[0].Image.Path));
        _positives++;
        _first += first ? 1 : 0;
        _five += matches.Any(m => right.Contains(Path.GetFileName(m.Image.Path))) ? 1 : 0;
        (int asked, int found) = _kinds.GetValueOrDefault(kind);
        _kinds[kind] = (asked + 1, found + (first ? 1 : 0));
    }

    /// <summary>Shares of the queries with an answer: right at once, right among five.</summary>
    public (double First, double Five) Shares =>
        (Math.Round(_first / (double)Math.Max(1, _positives), 4), Math.Round(_five / (double)Math.Max(1, _positives), 4));

    public void WriteKinds(BenchmarkReport report)
    {
        foreach ((string kind, (int asked, int first)) in _kinds)
        {
            report.Line($"  {kind,-12}{first,4} of {asked,4} first");
        }
    }

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
            ["unknown_queries"] = _negatives,
            ["false_accepts"] = _negatives == 0 ? null : Math.Round(_accepted / (double)_negatives, 4),
            ["extract_ms"] = Math.Round(_extract.TotalMilliseconds / queries, 1),
            ["search_ms"] = Math.Round(_search.TotalMilliseconds / queries, 1),
        };
    }
}
