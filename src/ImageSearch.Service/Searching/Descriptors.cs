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
        int count = reader.TokenType == JsonTokenType.StartArray ? Count(reader) : 0;
        if (count is < 1 or > MaxRows)
        {
            throw ServiceException.Invalid($"{name} must be an array of 1 to {MaxRows} rows.");
        }

        byte[] rows = new byte[count * SiftSettings.DescriptorBytes];
        for (int i = 0; i < count; i++)
        {
            reader.Read();
            ReadRow(ref reader, rows.AsSpan(i * SiftSettings.DescriptorBytes, SiftSettings.DescriptorBytes), name);
        }

        reader.Read();
        return rows;
    }

    /// <summary>How many elements the array has at which a reader stands, which is a copy.</summary>
    private static int Count(Utf8JsonReader ahead)
    {
        int count = 0;
        while (ahead.Read() && ahead.TokenType != JsonTokenType.EndArray && count <= MaxRows)
        {
            ahead.Skip();
            count++;
        }

        return count;
    }

    private static void ReadRow(ref Utf8JsonReader reader, Span<byte> row, string name)
    {
        int at = 0;
        if (reader.TokenType == JsonTokenType.StartArray)
        {
            for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray && at < row.Length; at++)
            {
                row[at] = reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out double value)
                    && value is >= 0 and <= byte.MaxValue
                    ? (byte)Math.Round(value)
                    : throw ServiceException.Invalid($"{name} must be numbers from 0 to 255.");
            }
        }

        if (at != row.Length || reader.TokenType != JsonTokenType.EndArray)
        {
            throw ServiceException.Invalid($"Every row of {name} must be {SiftSettings.DescriptorBytes} numbers.");
        }
    }
}
