using System.Text.Json;
using System.Text.Json.Serialization;

namespace ImageSearch.Quarantine;

/// <summary>A line of the list of a quarantine: what is about to be done, or that it was done.</summary>
/// <param name="Event">move (about to be moved), moved, refused (it stayed where it was), or restored.</param>
/// <param name="Number">Which image is meant, from 1.</param>
internal sealed record ListLine(string Event, long Number)
{
    public const string Move = "move";
    public const string Moved = "moved";
    public const string Refused = "refused";
    public const string Restored = "restored";

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Of a move: the full path that the image had.</summary>
    public string? From { get; init; }

    /// <summary>Of a move: where it goes, from the quarantine's folder on, with slashes.</summary>
    public string? To { get; init; }

    /// <summary>Of a move: SHA-256 of its bytes in hexadecimal digits.</summary>
    public string? Sha256 { get; init; }

    /// <summary>Of a move: the image that is kept.</summary>
    public string? Keeper { get; init; }

    /// <summary>Of a move: what it is to that image.</summary>
    public string? Relation { get; init; }

    /// <summary>When (UTC).</summary>
    public DateTime Time { get; init; }

    /// <summary>As it stands in the list, without a line end.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, Options);

    /// <summary>Null if it is no line of a list: one that was cut off by the end of a process, say.</summary>
    public static ListLine? TryRead(string json)
    {
        try
        {
            ListLine? line = JsonSerializer.Deserialize<ListLine>(json, Options);
            bool isWhole = line is { Number: > 0 } && line.Event switch
            {
                Move => line is { From: not null, To: not null, Sha256: not null, Keeper: not null },
                Moved or Refused or Restored => true,
                _ => false,
            };
            return isWhole ? line : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
