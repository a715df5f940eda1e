
namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// What two aligned images have in each block of 12 x 12 pixels, one every 4 pixels: how much each shows there, and by how much they
/// differ. Sums of cells of 4 x 4 are made once, and blocks of them: each pixel is read once.
/// </summary>
internal sealed class BlockGrid
{
    /// <summary>Pixels from one block to the next.</summary>
    public const int Stride = 4;

    /// <summary>Cells across a block.</summary>
    private const int Cells = 3;

    /// <summary>Pixels across a block.</summary>
    public const int BlockPixels = Stride * Cells;

    private const float Pixels = BlockPixels * BlockPixels;

    private BlockGrid(int columns, int rows)
    {
        (Columns, Rows) = (columns, rows);
        int count = columns * rows;
        (Activity, LessActivity, Difference, Offset, Mean, IsValid) = (new float[count], new float[count], new float[count],
            new float[count], new float[count], new bool[count]);
    }

    public int Columns { get; }

    public int Rows { get; }

    public int Count => Activity.Length;

    /// <summary>The larger of the two standard deviations, in gray levels.</summary>
    public float[] Activity { get; }

    /// <summary>The smaller of the two standard deviations, in gray levels.</summary>
    public float[] LessActivity { get; }

    /// <summary>The standard deviation of the difference, in gray levels: a difference of brightness alone is not in it.</summary>
    public float[] Difference { get; }

    /// <summary>The mean of the second minus that of the first, in gray levels.</summary>
    public float[] Offset { get; }

    /// <summary>The mean of the first, in gray levels.</summary>
    public float[] Mean { get; }

    /// <summary>Whether both images have every pixel of the block.</summary>
    public bool[] IsValid { get; }

    /// <summary>Whether either image is nearly black or white there: where light is clipped, so is its noise.</summary>
    /// <param name="block">Which block.</param>
    public bool IsClipped(int block) => IsClipped(Mean[block]) || IsClipped(Mean[block] + Offset[block]);

    /// <summary>Of the blocks that both images have and neither has clipped, those in which the one that shows less shows least.</summary>
    /// <param name="share">Of all such blocks, 0 to 1.</param>
    public int[] Flattest(double share)
    {
        int[] blocks = [.. Enumerable.Range(0, Count).Where(i => IsValid[i] && !IsClipped(i)).OrderBy(i => LessActivity[i])];
        return blocks[..(int)(share * blocks.Length)];
    }

    private static bool IsClipped(float level) => level is < 14 or > 241;

    /// <summary>The blocks of two images of one size.</summary>
    /// <param name="pair">The images.</param>
    public static BlockGrid Of(AlignedPair pair)
    {
        int across = pair.Width / Stride, down = pair.Height / Stride;
        var grid = new BlockGrid(Math.Max(0, across - Cells + 1), Math.Max(0, down - Cells + 1));
        if (grid.Count == 0)
        {
            return grid;
        }

        var rows = new CellRow[Cells];
        for (int i = 0; i < Cells; i++)
        {
            rows[i] = new CellRow(across);
        }

        for (int y = 0; y < down; y++)
        {
            rows[y % Cells].Fill(pair, y);
            if (y >= Cells - 1)
            {
                grid.FillRow(rows, y - Cells + 1);
            }
        }

        return grid;
    }

    /// <summary>The least difference of a block over small shifts of the second image: where a map is off by a pixel, edges differ that do
    /// not contradict.</summary>
    /// <param name="pair">The images.</param>
    /// <param name="block">Which block.</param>
    /// <param name="maxShift">Pixels either way.</param>
    public float MinDifference(AlignedPair pair, int block, int maxShift)
    {
        float least = Difference[block];
        int left = block % Columns * Stride, top = block / Columns * Stride;
        for (int dy = Math.Max(-maxShift, -top); dy <= Math.Min(maxShift, pair.Height - BlockPixels - top); dy++)
        {
            for (int dx = Math.Max(-maxShift, -left); dx <= Math.Min(maxShift, pair.Width - BlockPixels - left); dx++)
            {
                least = Math.Min(least, DifferenceOf(pair, (top * pair.Width) + left, (dy * pair.Width) + dx));
            }
        }

        return least;
    }

    private static float DifferenceOf(AlignedPair pair, int start, int shift)
    {
        byte[] first = pair.First.Pixels, second = pair.Second.Pixels;
        int sum = 0, squares = 0;
        for (int y = 0; y < BlockPixels; y++)
        {
            int at = start + (y * pair.Width);
            for (int i = at; i < at + BlockPixels; i++)
            {
                int difference = first[i] - second[i + shift];
                (sum, squares) = (sum + difference, squares + (difference * difference));
            }
        }

        float mean = sum / Pixels;
        return MathF.Sqrt(Math.Max(0, (squares / Pixels) - (mean * mean)));
    }

    private void FillRow(CellRow[] rows, int row)
    {
        for (int column = 0; column < Columns; column++)
        {
            int at = (row * Columns) + column, a = 0, b = 0, aa = 0, bb = 0, ab = 0;
            bool isValid = true;
            foreach (CellRow cells in rows)
            {
                for (int i = column; i < column + Cells; i++)
                {
                    ref readonly CellSums sums = ref cells.Sums[i];
                    (a, b, aa, bb, ab) = (a + sums.A, b + sums.B, aa + sums.AA, bb + sums.BB, ab + sums.AB);
                    isValid &= sums.IsValid;
                }
            }

            float meanA = a / Pixels, meanB = b / Pixels;
            float varianceA = Math.Max(0, (aa / Pixels) - (meanA * meanA)), varianceB = Math.Max(0, (bb / Pixels) - (meanB * meanB));
            float covariance = (ab / Pixels) - (meanA * meanB);
            IsValid[at] = isValid;
            Activity[at] = MathF.Sqrt(Math.Max(varianceA, varianceB));
            LessActivity[at] = MathF.Sqrt(Math.Min(varianceA, varianceB));
            Difference[at] = MathF.Sqrt(Math.Max(0, varianceA + varianceB - (2 * covariance)));
            Offset[at] = meanB - meanA;
            Mean[at] = meanA;
        }
    }

    private struct CellSums
    {
        public int A, B, AA, BB, AB;
        public bool IsValid;
    }

    private sealed class CellRow(int across)
    {
        public CellSums[] Sums { get; } = new CellSums[across];

        public void Fill(AlignedPair pair, int cellRow)
        {
            byte[] first = pair.First.Pixels, second = pair.Second.Pixels;
            for (int cell = 0; cell < across; cell++)
            {
                int a = 0, b = 0, aa = 0, bb = 0, ab = 0, mask = 255;
                for (int y = 0; y < Stride; y++)
                {
                    int at = (((cellRow * Stride) + y) * pair.Width) + (cell * Stride);
                    for (int i = at; i < at + Stride; i++)
                    {
                        int p = first[i], q = second[i];
                        (a, b, aa, bb, ab) = (a + p, b + q, aa + (p * p), bb + (q * q), ab + (p * q));
                    }

                    if (pair.Mask is { } m)
                    {
                        mask &= m[at] & m[at + 1] & m[at + 2] & m[at + 3];
                    }
                }

                Sums[cell] = new CellSums { A = a, B = b, AA = aa, BB = bb, AB = ab, IsValid = mask == 255 };
            }
        }
    }
}
