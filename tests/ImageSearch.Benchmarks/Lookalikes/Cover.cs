namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>How much of each pixel a shape hides.</summary>
/// <param name="Width">Pixels.</param>
/// <param name="Height">Pixels.</param>
/// <param name="Cells">0 to 255, row by row.</param>
/// <param name="Baseline">The row on which letters stand.</param>
internal sealed record Cover(int Width, int Height, byte[] Cells, int Baseline)
{
    /// <summary>Whether anything is in a column.</summary>
    public bool IsInked(int x)
    {
        for (int y = 0; y < Height; y++)
        {
            if (Cells[(y * Width) + x] > 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What lies right of a column, that column included.</summary>
    public Cover From(int left)
    {
        int width = Math.Max(0, Width - left);
        var cells = new byte[width * Height];
        for (int y = 0; y < Height && width > 0; y++)
        {
            Cells.AsSpan((y * Width) + left, width).CopyTo(cells.AsSpan(y * width));
        }

        return new Cover(width, Height, cells, Baseline);
    }
}
