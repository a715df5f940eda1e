using System.Collections;
using System.Globalization;
using System.Management.Automation;
using ImageSearch.Sift;

namespace ImageSearch.PowerShell;

/// <summary>Lets descriptors be given as one list of bytes, or as a list of lists of 128 numbers.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class DescriptorArgumentAttribute : ArgumentTransformationAttribute
{
    /// <inheritdoc/>
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var bytes = new List<byte>();
        Collect(inputData, bytes);
        if (bytes.Count == 0 || bytes.Count % SiftSettings.DescriptorBytes != 0)
        {
            throw new ArgumentTransformationMetadataException(
                $"{bytes.Count} numbers are not whole descriptors: each has {SiftSettings.DescriptorBytes} numbers from 0 to 255.");
        }

        return bytes.ToArray();
    }

    private static void Collect(object item, List<byte> bytes)
    {
        switch (item is PSObject wrapped ? wrapped.BaseObject : item)
        {
            case byte[] run:
                bytes.AddRange(run);
                break;
            case IEnumerable list and not string:
                foreach (object inner in list)
                {
                    Collect(inner, bytes);
                }

                break;
            case IConvertible number:
                bytes.Add(ToByte(number));
                break;
            default:
                throw new ArgumentTransformationMetadataException($"'{item}' is no number.");
        }
    }

    private static byte ToByte(IConvertible number)
    {
        try
        {
            // Of text, digits alone: elsewhere a comma parts thousands, or whole numbers from parts.
            double value = number is string text ? byte.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture)
                : number.ToDouble(CultureInfo.InvariantCulture);
            return value is >= 0 and <= 255 && value == Math.Floor(value)
                ? (byte)value
                : throw new ArgumentTransformationMetadataException($"{number} is not a whole number from 0 to 255.");
        }
        catch (Exception e) when (e is FormatException or InvalidCastException or OverflowException)
        {
            throw new ArgumentTransformationMetadataException($"'{number}' is no number.", e);
        }
    }
}
