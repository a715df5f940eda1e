using System.Globalization;
using System.Text.Json.Nodes;

namespace ImageSearch.Benchmarks;

/// <summary>The matches of a sequence: ours, the peer's from the same files, the peer's from our gray pixels.</summary>
internal sealed class MatchTally
{
    public MatchCount Ours { get; set; }

    public MatchCount Peer { get; set; }

    public MatchCount PeerOnOurPixels { get; set; }

    public void Add(MatchTally other)
    {
        Ours += other.Ours;
        Peer += other.Peer;
        PeerOnOurPixels += other.PeerOnOurPixels;
    }

    public static string Heading() => $"{"",-12}{"ImageSearch",24}{"peer",24}{"peer on our pixels",24}\n{"sequence",-12}"
        + string.Concat(Enumerable.Repeat($"{"correct",8}{"of",8}{"share",8}", 3));

    public string ToLine(string name) => $"{name,-12}{Text(Ours)}{Text(Peer)}{Text(PeerOnOurPixels)}";

    public JsonObject ToJson(string label, JsonNode value)
    {
        JsonObject json = new() { [label] = value };
        Write(json, "", Ours);
        Write(json, "peer_", Peer);
        Write(json, "peer_on_our_pixels_", PeerOnOurPixels);
        return json;
    }

    private static void Write(JsonObject json, string prefix, MatchCount count)
    {
        bool known = count.Matches > 0;
        json[prefix + "matches"] = known ? count.Matches : null;
        json[prefix + "correct"] = known ? count.Correct : null;
        json[prefix + "precision"] = known ? count.Precision : null;
    }

    private static string Text(MatchCount count) => count.Matches == 0
        ? $"{"-",24}"
        : $"{count.Correct,8}{count.Matches,8}{count.Precision.ToString("0.0000", CultureInfo.InvariantCulture),8}";
}
