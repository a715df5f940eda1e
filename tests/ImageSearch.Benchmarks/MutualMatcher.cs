using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// The peer's test of a match: nearest in both directions, ties to the lower row, and at most 0.8 of the distance to the second nearest
/// (Lowe 2004, section 7.1).
/// </summary>
internal static class MutualMatcher
{
    private const double Ratio = 0.8;

    /// <summary>Pairs of rows of the one and the other.</summary>
    public static IEnumerable<(int One, int Other)> Match(ImageFeatures one, ImageFeatures other)
    {
        var back = new (int Distance, int Row)[other.Count];
        Array.Fill(back, (int.MaxValue, -1));
        var forward = new (int Nearest, int Second, int Row)[one.Count];
        for (int i = 0; i < one.Count; i++)
        {
            (int Nearest, int Second, int Row) found = (int.MaxValue, int.MaxValue, -1);
            for (int j = 0; j < other.Count; j++)
            {
                int distance = SquaredDistance(Row(one, i), Row(other, j));
                found = distance < found.Nearest ? (distance, found.Nearest, j)
                    : (found.Nearest, Math.Min(distance, found.Second), found.Row);
                back[j] = distance < back[j].Distance ? (distance, i) : back[j];
            }

            forward[i] = found;
        }

        return Enumerable.Range(0, other.Count < 2 ? 0 : one.Count)
            .Where(i => MathF.Sqrt(forward[i].Nearest) <= Ratio * MathF.Sqrt(forward[i].Second) && back[forward[i].Row].Row == i)
            .Select(i => (i, forward[i].Row));
    }

    private static ReadOnlySpan<byte> Row(ImageFeatures features, int i) =>
        features.Descriptors.AsSpan(i * SiftSettings.DescriptorBytes, SiftSettings.DescriptorBytes);

    private static int SquaredDistance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            int difference = a[i] - b[i];
            sum += difference * difference;
        }

        return sum;
    }
}
