using ImageSearch.Neighbours;

namespace ImageSearch.Tests.Cuda;

/// <summary>Nearest rows by the definition, one number after the other.</summary>
internal static class Oracle
{
    /// <summary>The k nearest of the rows with wanted numbers (all if it is null).</summary>
    public static Neighbour[][] Nearest(byte[] rows, byte[] query, int k, Func<long, bool>? wanted = null)
    {
        var found = new Neighbour[query.Length / 128][];
        Parallel.For(0, found.Length, q =>
        {
            var all = new List<Neighbour>(rows.Length / 128);
            for (int r = 0; r < rows.Length / 128; r++)
            {
                if (wanted?.Invoke(r) != false)
                {
                    all.Add(new Neighbour(r, SquaredDistance(rows.AsSpan(r * 128, 128), query.AsSpan(q * 128, 128))));
                }
            }

            all.Sort();
            found[q] = [.. all.Take(k)];
        });
        return found;
    }

    private static int SquaredDistance(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        int sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - b[i]) * (a[i] - b[i]);
        }

        return sum;
    }
}
