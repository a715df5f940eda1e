namespace ImageSearch.Comparison.Pixels;

/// <summary>What of an image is empty, as far as it was looked for at a small size.</summary>
/// <param name="Empty">Of each pixel of that size, whether it is.</param>
/// <param name="Width">That size's width.</param>
internal sealed record EmptyArea(bool[] Empty, int Width)
{
    /// <summary>Whether a place is empty.</summary>
    /// <param name="across">From 0, the left edge, to 1, the right one.</param>
    /// <param name="down">From 0, the top, to 1.</param>
    public bool Has(double across, double down)
    {
        int height = Empty.Length / Width;
        int column = Math.Clamp((int)(across * Width), 0, Width - 1), row = Math.Clamp((int)(down * height), 0, height - 1);
        return Empty[(row * Width) + column];
    }
}
