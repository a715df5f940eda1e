using System.Text.Json;
using ImageSearch.Retrieval;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;

namespace ImageSearch.Service.Compatible;

/// <summary>The body of POST /faiss/search.</summary>
/// <param name="K">How many neighbours vote, and how many images are answered.</param>
/// <param name="Ids">Indexed images to search with; null if not asked for.</param>
/// <param name="Image">A path below the image folder, or base64; null if not asked for.</param>
/// <param name="Vectors">The rows of one query; null if not asked for.</param>
internal sealed record FaissRequest(int K, long[]? Ids, string? Image, byte[]? Vectors)
{
    /// <summary>Each id is a search of its own.</summary>
    private const int MaxIds = 100;

    /// <exception cref="ServiceException">It does not fit the schema.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static FaissRequest Parse(byte[] body) => Bodies.Json(body, Read);

    private static FaissRequest Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("k", out JsonElement k)
            || !IsWhole(k, out long neighbours) || neighbours is < 1 or > SearchOptions.MaxNeighbours)
        {
            throw ServiceException.Invalid($"The body must be an object with k, a whole number from 1 to {SearchOptions.MaxNeighbours}.");
        }

        return new FaissRequest((int)neighbours,
            root.TryGetProperty("ids", out JsonElement ids) ? IdsOf(ids) : null,
            root.TryGetProperty("image", out JsonElement image) ? ImageOf(image) : null,
            root.TryGetProperty("vectors", out JsonElement vectors) ? Descriptors.Read(vectors, "vectors") : null);
    }

    private static long[] IdsOf(JsonElement ids) =>
        ids.ValueKind == JsonValueKind.Array && ids.GetArrayLength() <= MaxIds
            ? [.. ids.EnumerateArray()
                .Select(i => IsWhole(i, out long id) ? id : throw ServiceException.Invalid("ids must be whole numbers."))]
            : throw ServiceException.Invalid($"ids must be an array of at most {MaxIds} whole numbers.");

    private static string ImageOf(JsonElement image) =>
        image.ValueKind == JsonValueKind.String ? image.GetString()! : throw ServiceException.Invalid("image must be a string.");

    /// <summary>Also 5.0, which is how some clients write 5.</summary>
    private static bool IsWhole(JsonElement element, out long value)
    {
        value = 0;
        if (element.ValueKind != JsonValueKind.Number || !element.TryGetDecimal(out decimal number)
            || decimal.Truncate(number) != number || number is < long.MinValue or > long.MaxValue)
        {
            return false;
        }

        value = (long)number;
        return true;
    }
}
