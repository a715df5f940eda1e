using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>
/// Chooses the centres of cells from an index's own rows: k-means on some of them. The same rows give the same centres.
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
        byte[] centres = Lloyd.Run(sample, cells, Rounds, (now, cellOf) =>
        {
            fixed (byte* first = sample)
            {
                new CellAssignment(new CellCentres(now), threads, cancel).Find(first, cellOf);
            }
        }, round => progress?.Invoke(round, Rounds));
        return new CellCentres(centres);
    }

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
