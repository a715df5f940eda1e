using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>How far two descriptors are from each other, where a few of them are compared; searches have kernels for many.</summary>
internal static class DescriptorDistance
{
    /// <summary>The squared distance of partners is no more than this; of two rows that have nothing to do with each other it is about
    /// 200,000.</summary>
    public const int MaxOfPartners = 120_000;

    /// <summary>The squared Euclidean distance of two rows.</summary>
    public static int Squared(byte[] first, int firstRow, byte[] second, int secondRow)
    {
        ReadOnlySpan<byte> a = first.AsSpan(firstRow * SiftSettings.DescriptorBytes, SiftSettings.DescriptorBytes);
        ReadOnlySpan<byte> b = second.AsSpan(secondRow * SiftSettings.DescriptorBytes, SiftSettings.DescriptorBytes);
        int sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int difference = a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }
}
