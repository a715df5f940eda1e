using System.Runtime.Intrinsics;

namespace ImageSearch.Sift;

/// <summary>
/// RootSIFT: from histograms v, sqrt(v / sum(v)), in units of 1/512, as bytes. Its length is therefore 512 like SIFT's; a share of a
/// quarter of the whole or more is cut at 255. Sums are taken in eight partial ones, always, and a square root is exact to the last bit
/// everywhere, so that the bytes do not depend on the processor.
/// </summary>
internal static class RootSift
{
    private const float Length = 512;

    /// <summary>Writes the bytes of 128 histogram values, which are not negative.</summary>
    public static void Write(ReadOnlySpan<float> values, Span<byte> descriptor)
    {
        int lanes = Vector256<float>.Count;
        Vector256<float> sums = default;
        for (int i = 0; i < values.Length; i += lanes)
        {
            sums += Vector256.Create(values[i..]);
        }

        Vector128<float> four = sums.GetLower() + sums.GetUpper();
        float sum = (four[0] + four[1]) + (four[2] + four[3]);
        var scale = Vector256.Create(Length * Length / Math.Max(sum, 1.1920929e-7f));
        for (int i = 0; i < values.Length; i += lanes)
        {
            Vector256<int> rounded = Vector256.ConvertToInt32(Vector256.Round(Vector256.Sqrt(Vector256.Create(values[i..]) * scale)));
            for (int lane = 0; lane < lanes; lane++)
            {
                descriptor[i + lane] = (byte)Math.Min(rounded[lane], byte.MaxValue);
            }
        }
    }
}
