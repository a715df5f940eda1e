using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using ImageSearch.Retrieval;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;

namespace ImageSearch.Service.Compatible;

/// <summary>The body of POST /faiss/search.</summary>
internal sealed class FaissRequest
{
    /// <summary>Each id is a search of its own.</summary>
    private const int MaxIds = 100;

    /// <summary>Longer strings are no paths.</summary>
    private const int MaxPathBytes = 4 * ImageFolder.MaxPathCharacters;

    private static readonly string NotAnObject = $"The body must be an object with k, a whole number from 1 to {SearchOptions.MaxNeighbours}.";

    /// <summary>How many neighbours vote, and how many images are answered.</summary>
    public int K { get; private set; }

    /// <summary>Indexed images to search with; null if not asked for.</summary>
    public IReadOnlyList<long>? Ids { get; private set; }

    /// <summary>A path below the image folder, or a short text in base64; null if not asked for, or too long for a path.</summary>
    public string? ImageText { get; private set; }

    /// <summary>An image whose base64 is too long for a path; null if not asked for.</summary>
    public byte[]? ImageBytes { get; private set; }

    /// <summary>The rows of one query; null if not asked for.</summary>
    public byte[]? Vectors { get; private set; }

    /// <exception cref="ServiceException">It does not fit the schema.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static FaissRequest Parse(ReadOnlySpan<byte> body)
    {
        var request = new FaissRequest();
        Json.ReadObject(body, NotAnObject, request.Read);
        return request.K > 0 ? request : throw ServiceException.Invalid(NotAnObject);
    }

    /// <summary>The image that a text in base64 is, with or without 'data:...,' before it; null if it is none.</summary>
    public static byte[]? FromBase64(ReadOnlySpan<byte> text)
    {
        // A path of letters can be base64 too; no image is as short as a path.
        const int ShortestImageBytes = 32;
        if (text.Length > 5 && Ascii.EqualsIgnoreCase(text[..5], "data:"u8))
        {
            text = text[(text.IndexOf((byte)',') + 1)..];
        }

        if (!Base64.IsValid(text, out int lengthBytes) || lengthBytes < ShortestImageBytes || (text[0] == '/' && !text.StartsWith("/9j/"u8)))
        {
            return null;
        }

        byte[] bytes = new byte[lengthBytes];
        Base64.DecodeFromUtf8(text, bytes, out _, out _);
        return bytes;
    }

    private void Read(ref Utf8JsonReader reader, string name)
    {
        switch (name)
        {
            case "k":
                K = TryWhole(ref reader, out long k) && k is >= 1 and <= SearchOptions.MaxNeighbours
                    ? (int)k : throw ServiceException.Invalid(NotAnObject);
                break;
            case "ids":
                Ids = ReadIds(ref reader);
                break;
            case "image":
                ReadImage(ref reader);
                break;
            case "vectors":
                Vectors = Descriptors.Read(ref reader, "vectors");
                break;
        }
    }

    private static List<long> ReadIds(ref Utf8JsonReader reader)
    {
        var ids = new List<long>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && ids.Count < MaxIds)
            {
                ids.Add(TryWhole(ref reader, out long id) ? id : throw ServiceException.Invalid("ids must be whole numbers."));
            }
        }

        return reader.TokenType == JsonTokenType.EndArray
            ? ids : throw ServiceException.Invalid($"ids must be an array of at most {MaxIds} whole numbers.");
    }

    private void ReadImage(ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.String)
        {
            throw ServiceException.Invalid("image must be a string.");
        }

        (ImageText, ImageBytes) = (null, null);
        if (reader.ValueSpan.Length <= MaxPathBytes)
        {
            ImageText = reader.GetString();
            return;
        }

        byte[] text = new byte[reader.ValueSpan.Length];
        ImageBytes = FromBase64(text.AsSpan(0, reader.CopyString(text))) ?? throw ServiceException.Invalid(FaissRoutes.ImageRefused);
    }

    /// <summary>Also 5.0, which is how some clients write 5.</summary>
    private static bool TryWhole(ref Utf8JsonReader reader, out long value)
    {
        value = 0;
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDecimal(out decimal number)
            || decimal.Truncate(number) != number || number is < long.MinValue or > long.MaxValue)
        {
            return false;
        }

        value = (long)number;
        return true;
    }
}
