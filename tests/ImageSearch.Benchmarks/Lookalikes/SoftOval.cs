namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>How much an oval with soft edges hides of the rectangle around it.</summary>
internal static class SoftOval
{
    /// <summary>0 to 1 at a pixel of the rectangle.</summary>
    public static double Cover(int x, int y, int width, int height, double soft)
    {
        double u = ((x + 0.5) / width * 2) - 1, v = ((y + 0.5) / height * 2) - 1;
        return Math.Clamp((1 - Math.Sqrt((u * u) + (v * v))) * Math.Min(width, height) / 2 / soft, 0, 1);
    }
}
