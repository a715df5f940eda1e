using System.Globalization;
using System.Text.Json.Serialization;
using ImageSearch.Retrieval;

namespace ImageSearch.Service.Compatible;

/// <summary>The answer to one query of POST /faiss/search.</summary>
/// <param name="Id">The indexed image that was asked for; null for a query from outside.</param>
/// <param name="Neighbors">The images that it resembles, best first.</param>
internal sealed record FaissAnswer([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] long? Id,
    IReadOnlyList<FaissNeighbor> Neighbors)
{
    public static FaissAnswer Of(long? id, IEnumerable<ImageMatch> matches) =>
        new(id, [.. matches.Select(m => new FaissNeighbor(m.Image.Id, m.Image.FullName, ScoreOf(m)))]);

    /// <summary>A whole number, as Python 2 divides.</summary>
    private static string ScoreOf(ImageMatch match) => Math.Floor(match.Score).ToString("0", CultureInfo.InvariantCulture);
}
