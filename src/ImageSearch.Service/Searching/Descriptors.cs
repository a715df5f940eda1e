using System.Text.Json;
using ImageSearch.Service.Problems;
using ImageSearch.Sift;

namespace ImageSearch.Service.Searching;

/// <summary>Reads query rows from JSON: arrays of 128 numbers from 0 to 255, fractions rounded.</summary>
internal static class Descriptors
{
    /// <summary>More rows than this are no image; they would only keep others waiting.</summary>
    public const int MaxRows = 20_000;

    /// <exception cref="ServiceException">They are none.</exception>
    public static byte[] Read(JsonElement rows, string name)
    {
        if (rows.ValueKind != JsonValueKind.Array || rows.GetArrayLength() is < 1 or > MaxRows)
        {
            throw ServiceException.Invalid($"{name} must be an array of 1 to {MaxRows} rows.");
        }

        var bytes = new byte[rows.GetArrayLength() * SiftSettings.DescriptorBytes];
        int at = 0;
        foreach (JsonElement row in rows.EnumerateArray())
        {
            if (row.ValueKind != JsonValueKind.Array || row.GetArrayLength() != SiftSettings.DescriptorBytes)
            {
                throw ServiceException.Invalid($"Every row of {name} must be {SiftSettings.DescriptorBytes} numbers.");
            }

            foreach (JsonElement number in row.EnumerateArray())
            {
                bytes[at++] = number.ValueKind == JsonValueKind.Number && number.TryGetDouble(out double value)
                    && value is >= 0 and <= byte.MaxValue
                    ? (byte)Math.Round(value)
                    : throw ServiceException.Invalid($"{name} must be numbers from 0 to 255.");
            }
        }

        return bytes;
    }
}
