using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>K-means (Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory 1982) of rows of 128 bytes, in
/// integers.</summary>
internal static class Lloyd
{
    /// <summary>Finds centres.</summary>
    /// <param name="sample">The rows.</param>
    /// <param name="cells">How many centres.</param>
    /// <param name="rounds">How often each centre is put into the middle of its rows.</param>
    /// <param name="assign">Finds for centres, one after the other, each row's cell.</param>
    /// <param name="progress">Is told how many rounds are done; null tells nobody.</param>
    /// <returns>The centres, one after the other.</returns>
    public static byte[] Run(byte[] sample, int cells, int rounds, Action<byte[], int[]> assign, Action<int>? progress = null)
    {
        int rows = sample.Length / ScanLayout.RowBytes;
        byte[] centres = new byte[cells * ScanLayout.RowBytes];
        for (int cell = 0; cell < cells; cell++)
        {
            Row(sample, (int)((long)cell * rows / cells)).CopyTo(centres.AsSpan(cell * ScanLayout.RowBytes));
        }

        int[] cellOf = new int[rows];
        for (int round = 0; round < rounds; round++)
        {
            progress?.Invoke(round);
            assign(centres, cellOf);
            Move(sample, cellOf, centres);
        }

        progress?.Invoke(rounds);
        return centres;
    }

    /// <summary>Puts each centre into the middle of its rows; one without rows takes half of the fullest cell.</summary>
    private static void Move(byte[] sample, int[] cellOf, byte[] centres)
    {
        int cells = centres.Length / ScanLayout.RowBytes;
        int[] sums = new int[centres.Length], counts = new int[cells];
        for (int row = 0; row < cellOf.Length; row++)
        {
            counts[cellOf[row]]++;
            Span<int> sum = sums.AsSpan(cellOf[row] * ScanLayout.RowBytes, ScanLayout.RowBytes);
            ReadOnlySpan<byte> values = Row(sample, row);
            for (int i = 0; i < values.Length; i++)
            {
                sum[i] += values[i];
            }
        }

        for (int cell = 0; cell < cells; cell++)
        {
            for (int i = cell * ScanLayout.RowBytes; counts[cell] > 0 && i < (cell + 1) * ScanLayout.RowBytes; i++)
            {
                centres[i] = (byte)((sums[i] + (counts[cell] / 2)) / counts[cell]);
            }
        }

        foreach (int empty in Enumerable.Range(0, cells).Where(c => counts[c] == 0).ToArray())
        {
            Split(centres, counts, Array.IndexOf(counts, counts.Max()), empty);
        }
    }

    private static void Split(byte[] centres, int[] counts, int full, int empty)
    {
        Span<byte> from = centres.AsSpan(full * ScanLayout.RowBytes, ScanLayout.RowBytes);
        Span<byte> to = centres.AsSpan(empty * ScanLayout.RowBytes, ScanLayout.RowBytes);
        for (int i = 0; i < ScanLayout.RowBytes; i++)
        {
            int value = from[i], apart = i % 2 == 0 ? 1 : -1;
            from[i] = (byte)Math.Clamp(value + apart, 0, byte.MaxValue);
            to[i] = (byte)Math.Clamp(value - apart, 0, byte.MaxValue);
        }

        counts[empty] = counts[full] / 2;
        counts[full] -= counts[empty];
    }

    private static Span<byte> Row(byte[] rows, int row) => rows.AsSpan(row * ScanLayout.RowBytes, ScanLayout.RowBytes);
}
