using System.Text.Json;
using ImageSearch.Service.Problems;
using ImageSearch.Sift;

namespace ImageSearch.Service.Searching;

/// <summary>Reads query rows from JSON: arrays of 128 numbers from 0 to 255, fractions rounded.</summary>
internal static class Descriptors
{
    /// <summary>More rows than this are no image; they would only keep others waiting.</summary>
    public const int MaxRows = 20_000;

    /// <summary>Reads the array at which the reader stands, to its end.</summary>
    /// <exception cref="ServiceException">It is none of rows.</exception>
    public static byte[] Read(ref Utf8JsonReader reader, string name)
    {
        var rows = new List<byte[]>();
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray && rows.Count < MaxRows)
            {
                rows.Add(ReadRow(ref reader, name));
            }
        }

        return rows.Count > 0 && reader.TokenType == JsonTokenType.EndArray
            ? [.. rows.SelectMany(r => r)]
            : throw ServiceException.Invalid($"{name} must be an array of 1 to {MaxRows} rows.");
    }

    private static byte[] ReadRow(ref Utf8JsonReader reader, string name)
    {
        var row = new byte[SiftSettings.DescriptorBytes];
        int at = 0;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray && at < row.Length; at++)
            {
                row[at] = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value) && value is >= 0 and <= byte.MaxValue
                    ? (byte)Math.Round(value)
                    : throw ServiceException.Invalid($"{name} must be numbers from 0 to 255.");
            }
        }

        return at == row.Length && reader.TokenType == JsonTokenType.EndArray
            ? row : throw ServiceException.Invalid($"Every row of {name} must be {SiftSettings.DescriptorBytes} numbers.");
    }
}
