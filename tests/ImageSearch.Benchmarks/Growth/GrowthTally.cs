using System.Diagnostics;
using System.Text.Json.Nodes;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;

namespace ImageSearch.Benchmarks.Growth;

/// <summary>Asks all queries in one way, and counts.</summary>
internal sealed class GrowthTally
{
    private const int FewCandidates = 24;
    private const int ManyCandidates = 200;

    private readonly List<double> _search = [], _nearest = [], _per500 = [], _processor500 = [];
    private readonly List<int> _votes = [];
    private readonly List<double> _firstNeighbours = [], _allNeighbours = [];
    private int _asked, _top1, _first, _few, _many, _false;

    public static string Head =>
        $"{"",-12}{"search ms",12}{"p95",10}{"nearest ms",12}{"of 500",8}{"CPU",8}{"recall@5",10}{"recall@1",10}"
        + $"{"verified",10}{"first",8}{"in 24",8}"
        + $"{"in 200",8}{"votes",8}{"false",7}";

    /// <summary>Asks for one image.</summary>
    /// <param name="snapshot">Where.</param>
    /// <param name="query">What for.</param>
    /// <param name="options">How.</param>
    /// <param name="nearest">How near rows are looked for.</param>
    /// <param name="exact">The exact neighbours; null if they are not known.</param>
    public Neighbour[][] Ask(IndexSnapshot snapshot, GrowthQuery query, SearchOptions options,
        Func<ReadOnlyMemory<byte>, FoundRows> nearest, Neighbour[][]? exact)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<ImageMatch> matches = ImageSearcher.Search(snapshot, ImageQuery.Of(query.Image), options);
        _search.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        TimeSpan processor = Environment.CpuUsage.TotalTime;
        start = Stopwatch.GetTimestamp();
        FoundRows found = nearest(query.Image.Features.Descriptors);
        _nearest.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
        double part = (double)GrowthPeers.RowsAtOnce / query.Image.Features.Count;
        _per500.Add(_nearest[^1] * part);
        _processor500.Add((Environment.CpuUsage.TotalTime - processor).TotalMilliseconds * part);
        foreach ((Neighbour[] right, Neighbour[] here) in (exact ?? []).Zip(found.Nearest))
        {
            var rows = here.Select(n => n.Row).ToHashSet();
            _firstNeighbours.Add(rows.Contains(right[0].Row) ? 1 : 0);
            _allNeighbours.Add(right.Count(n => rows.Contains(n.Row)) / (double)right.Length);
        }

        if (query.Answer is null)
        {
            _false += matches.Count > 0 ? 1 : 0;
            return found.Nearest;
        }

        List<Candidate> ranked = CandidateRanking.Rank(snapshot, query.Image.Features, found, 0, false);
        int at = ranked.FindIndex(c => Path.GetFileName(c.Entry.Image.Path) == query.Answer);
        _asked++;
        _top1 += matches.Count > 0 && Path.GetFileName(matches[0].Image.Path) == query.Answer ? 1 : 0;
        _first += at == 0 ? 1 : 0;
        _few += at is >= 0 and < FewCandidates ? 1 : 0;
        _many += at is >= 0 and < ManyCandidates ? 1 : 0;
        _votes.Add(at < 0 ? 0 : ranked[at].Votes);
        return found.Nearest;
    }

    /// <summary>What was counted; a line of it.</summary>
    public JsonObject Finish(string name, BenchmarkReport report)
    {
        var json = new JsonObject
        {
            ["ms"] = Quantile(_search, 0.5),
            ["ms_p95"] = Quantile(_search, 0.95),
            ["nearest_ms"] = Quantile(_nearest, 0.5),
            ["nearest_ms_500_rows"] = Quantile(_per500, 0.5),
            ["nearest_cpu_ms_500_rows"] = Quantile(_processor500, 0.5),
            ["recall5"] = Mean(_allNeighbours),
            ["recall1"] = Mean(_firstNeighbours),
            ["verified"] = Share(_top1),
            ["first"] = Share(_first),
            ["among24"] = Share(_few),
            ["among200"] = Share(_many),
            ["votes"] = _votes.Count == 0 ? null : _votes.Order().ElementAt(_votes.Count / 2),
            ["false"] = _false,
        };
        report.Line($"{name,-12}{json["ms"],12}{json["ms_p95"],10}{json["nearest_ms"],12}"
            + $"{json["nearest_ms_500_rows"],8}{json["nearest_cpu_ms_500_rows"],8}{Text("recall5"),10}{Text("recall1"),10}"
            + $"{json["verified"],10}{json["first"],8}{json["among24"],8}{json["among200"],8}{json["votes"],8}{json["false"],7}");
        return json;

        string Text(string figure) => json[figure]?.ToString() ?? "-";
    }

    private static double Quantile(List<double> values, double share) =>
        Math.Round(values.Order().ElementAt((int)((values.Count - 1) * share)), 1);

    private static double? Mean(List<double> values) => values.Count == 0 ? null : Math.Round(values.Average(), 4);

    private double Share(int some) => Math.Round(some / (double)Math.Max(1, _asked), 4);
}
