using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageSearch.Benchmarks;

/// <summary>The table that docs/benchmarks.md begins with: what counts of each record, beside its peer.</summary>
internal static class BenchmarkSummary
{
    public const string Begin = "<!-- made by --record from the files in benchmarks/ -->";
    public const string End = "<!-- end -->";

    /// <summary>What is told of a record: the first figure is ours, the second the peer's; a figure within another stands behind a dot. Of
    /// two for the same figure the first counts whose peer was measured too.</summary>
    private static readonly (string What, string Ours, string? Peer, string Unit, bool? MoreIsBetter)[] Told =
    [
        ("SIFT of the same pixels", "sift_ms", "peer_sift_ms", "ms", false),
        ("a file to features", "file_to_features_ms", "peer_file_to_features_ms", "ms", false),
        ("images into an index", "images_a_second", "peer_images_a_second", "a second", true),
        ("images into an index", "images_a_second", "peer.images_a_second", "a second", true),
        ("first answers that are right", "top1", "peer.top1", "", true),
        ("first answers that are right", "top1", null, "", true),
        ("wrong answers to unknown photographs", "false_accepts", "peer.false_accepts", "", null),
        ("wrong answers to unknown photographs", "false_accepts", null, "", null),
        ("search", "search_ms", "peer.search_ms", "ms", false),
        ("matches that are right", "precision", "peer_precision", "", true),
        ("", "ms", "peer_ms", "ms", false),
        ("", "ms", null, "ms", false),
        ("searches of all clients", "searches_a_second", null, "a second", true),
        ("median of a request", "p50_ms", null, "ms", false),
        ("opening, new process", "open_new_process_ms", null, "ms", false),
        ("commit of 10 images", "commit_ms", null, "ms", false),
        ("a query, median", "verified_ms.0", null, "ms", false),
        ("a pair, median", "all.2", null, "ms", false),
        ("pairs in a group that are of one source", "precision", null, "", true),
        ("pairs of one source that are in a group", "recall", null, "", true),
        ("relations that are right", "report.right", null, "", null),
        ("pairs", "report.pairs", null, "", null),
    ];

    /// <summary>The table in Markdown, a line each, between its marks.</summary>
    /// <param name="records">In the order of the sections.</param>
    public static IReadOnlyList<string> Table(IEnumerable<BenchmarkRecord> records) =>
    [
        Begin, "", "| what | ours | peer | ratio | command | machine | date |", "|---|---|---|---|---|---|---|",
        .. records.SelectMany(Rows), "", End,
    ];

    private static IEnumerable<string> Rows(BenchmarkRecord record)
    {
        var told = new HashSet<string>();
        foreach ((string what, string key, string? peerKey, string unit, bool? isBetter) in Told)
        {
            double? ours = Figure(record.Figures, key), peer = peerKey is null ? null : Figure(record.Figures, peerKey);
            if (ours is not { } value || (peerKey is not null && peer is null) || !told.Add(key))
            {
                continue;
            }

            string ratio = isBetter is { } more && peer is > 0 && value > 0
                ? (more ? value / peer.Value : peer.Value / value).ToString("0.0#", CultureInfo.InvariantCulture) : "";
            string title = what.Length == 0 ? record.Title : $"{record.Title}: {what}";
            yield return $"| {title} | {Text(value, unit)} | {(peer is null ? "" : Text(peer.Value, unit))} | {ratio} "
                + $"| [`{record.Command.Split(' ')[0]}`](benchmarks/{record.FileName}) | {record.Machine.Split(',')[0]} | {record.Date} |";
        }
    }

    private static string Text(double value, string unit = "") =>
        value.ToString(value is > 0 and < 10 ? "0.####" : "#,0.#", CultureInfo.InvariantCulture) + (unit.Length == 0 ? "" : " " + unit);

    private static double? Figure(JsonObject figures, string key)
    {
        JsonNode? node = figures;
        foreach (string part in key.Split('.'))
        {
            node = node is JsonArray array ? array[int.Parse(part, CultureInfo.InvariantCulture)] : (node as JsonObject)?[part];
        }

        return node is JsonValue value && value.TryGetValue(out double number) ? number : null;
    }
}
