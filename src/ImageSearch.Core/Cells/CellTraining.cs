using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>
/// Chooses the centres of cells from an index's own rows: k-means (Lloyd, "Least squares quantization in PCM", IEEE Trans. Inf. Theory
/// 1982) on some of them. The same rows give the same centres.
/// </summary>
internal static unsafe class CellTraining
{
    /// <summary>With fewer rows there is nothing to gain by cells.</summary>
    public const int LeastRows = 10_000;

    /// <summary>Rows that are looked at for each cell.</summary>
    private const int RowsACell = 50;

    private const int Rounds = 8;

    /// <summary>Chooses centres.</summary>
    /// <param name="snapshot">Whose rows.</param>
    /// <param name="cells">How many.</param>
    /// <param name="threads">0 means one per processor.</param>
    /// <param name="progress">Is told how many rounds of how many are done.</param>
    /// <param name="cancel">Ends it.</param>
    public static CellCentres Train(IndexSnapshot snapshot, int cells, int threads, Action<int, int>? progress, CancellationToken cancel)
    {
        byte[] sample = Sample(snapshot, (long)cells * RowsACell);
        int rows = sample.Length / ScanLayout.RowBytes;
        byte[] centres = new byte[cells * ScanLayout.RowBytes];
        for (int cell = 0; cell < cells; cell++)
        {
            Row(sample, (int)((long)cell * rows / cells)).CopyTo(centres.AsSpan(cell * ScanLayout.RowBytes));
        }

        int[] cellOf = new int[rows];
        for (int round = 0; round < Rounds; round++)
        {
            progress?.Invoke(round, Rounds);
            fixed (byte* first = sample)
            {
                CellAssignment.Find(new CellCentres(centres), first, cellOf, threads, cancel);
            }

            Move(sample, cellOf, centres);
        }

        progress?.Invoke(Rounds, Rounds);
        return new CellCentres(centres);
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

    /// <summary>Rows at even distances, of images that are not removed.</summary>
    private static byte[] Sample(IndexSnapshot snapshot, long most)
    {
        most = Math.Min(most, Array.MaxLength / ScanLayout.RowBytes);
        long step = Math.Max(1, (snapshot.RowCount + most - 1) / most), passed = 0, next = 0;
        using var sample = new MemoryStream();
        foreach (IndexEntry entry in snapshot.Entries)
        {
            int count = entry.Image.FeatureCount;
            if (next < passed + count)
            {
                (RowSegment segment, int first) = snapshot.Locate(entry);
                for (; next < passed + count; next += step)
                {
                    sample.Write(segment.Descriptors(first + (int)(next - passed), 1));
                }

                segment.KeepAlive();
            }

            passed += count;
        }

        return sample.ToArray();
    }
}
