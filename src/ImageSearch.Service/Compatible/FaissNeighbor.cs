using System.Text.Json.Serialization;

namespace ImageSearch.Service.Compatible;

/// <summary>An image among the neighbours of a query.</summary>
/// <param name="Id">The image's id.</param>
/// <param name="FilePath">Its full path.</param>
/// <param name="Score">100 x votes / query rows, rounded down; text, as the model writes it.</param>
internal sealed record FaissNeighbor(long Id, [property: JsonPropertyName("file_path")] string FilePath, string Score);
