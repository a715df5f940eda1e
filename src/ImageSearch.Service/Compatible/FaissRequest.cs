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

    private static readonly string NotAnObject =
        $"The body must be an object with k, a whole number from 1 to {SearchOptions.MaxNeighbours}.";

    /// <summary>How many neighbours vote, and how many images are answered.</summary>
    public int K { get; private set; }

    /// <summary>Indexed images to search with; null if not asked for.</summary>
    public IReadOnlyList<long>? Ids { get; private set; }

    /// <summary>A path below the image folder, or a short text in base64; null if not asked for, or too long for a path.</summary>
    public string? ImageText { get; private set; }

    /// <summary>Where in the body an image in base64 stands that is too long for a path; null if none does.</summary>
    public Range? ImageRange { get; private set; }

    /// <summary>The rows of one query; null if not asked for.</summary>
    public byte[]? Vectors { get; private set; }

    /// <exception cref="ServiceException">It does not fit the schema.</exception>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public static FaissRequest Parse(ReadOnlySpan<byte> body)
    {
        var request = new FaissRequest();
        JsonMembers.ReadObject(body, NotAnObject, request.Read);
        return request.K > 0 ? request : throw ServiceException.Invalid(NotAnObject);
    }

    /// <summary>The base64 of a text, which may begin with 'data:...,'; false if it is no image.</summary>
    /// <param name="text">The text, as UTF-8.</param>
    /// <param name="lengthBytes">How long the image is.</param>
    public static bool IsBase64(ref ReadOnlySpan<byte> text, out int lengthBytes)
    {
        // A path of letters can be base64 too; no image is as short as a path.
        const int ShortestImageBytes = 32;
        if (text.Length > 5 && Ascii.EqualsIgnoreCase(text[..5], "data:"u8))
        {
            text = text[(text.IndexOf((byte)',') + 1)..];
        }

        return Base64.IsValid(text, out lengthBytes) && lengthBytes >= ShortestImageBytes && (text[0] != '/' || text.StartsWith("/9j/"u8));
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

        (ImageText, ImageRange) = (null, null);
        if (reader.ValueSpan.Length <= MaxPathBytes)
        {
            ImageText = reader.GetString();
            return;
        }

        // As it stands in the body, where it is decoded from once there is a slot; base64 needs no escapes but of the slash.
        ReadOnlySpan<byte> text = reader.ValueSpan;
        bool isImage = reader.ValueIsEscaped ? IsEscapedBase64(ref reader) : IsBase64(ref text, out _);
        int start = (int)reader.TokenStartIndex + 1;
        ImageRange = isImage ? start..(start + reader.ValueSpan.Length) : throw ServiceException.Invalid(FaissRoutes.ImageRefused);
    }

    private static bool IsEscapedBase64(ref Utf8JsonReader reader)
    {
        byte[] plain = new byte[reader.ValueSpan.Length];
        ReadOnlySpan<byte> text = plain.AsSpan(0, reader.CopyString(plain));
        return IsBase64(ref text, out _);
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
