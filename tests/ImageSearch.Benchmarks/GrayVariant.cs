using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks;

/// <summary>Another view of an image: a window of 45 to 100 % of each side, rescaled by 0.7 to 1.5, perhaps mirrored, turned by
/// quarters.</summary>
internal static class GrayVariant
{
    private const int MinSidePixels = 64;
    private const int MaxSidePixels = 900;

    public static GrayImage Make(GrayImage source, Random random)
    {
        double share = 0.45 + (0.55 * random.NextDouble()), scale = 0.7 + (0.8 * random.NextDouble());
        int cutWidth = Math.Max(1, (int)(source.Width * share)), cutHeight = Math.Max(1, (int)(source.Height * share));
        int left = random.Next(source.Width - cutWidth + 1), top = random.Next(source.Height - cutHeight + 1);
        int quarters = random.Next(4);
        bool mirrored = random.Next(2) == 1;
        scale = Math.Min(scale, MaxSidePixels / (double)Math.Max(cutWidth, cutHeight));
        int width = Math.Max(MinSidePixels, (int)(cutWidth * scale)), height = Math.Max(MinSidePixels, (int)(cutHeight * scale));
        var pixels = new byte[width * height];
        bool swapped = quarters % 2 == 1;
        int madeWidth = swapped ? height : width, madeHeight = swapped ? width : height;
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                byte value = Sample(source, left + ((x + 0.5) * cutWidth / width) - 0.5, top + ((y + 0.5) * cutHeight / height) - 0.5);
                int u = mirrored ? width - 1 - x : x;
                (int toX, int toY) = quarters switch
                {
                    0 => (u, y),
                    1 => (height - 1 - y, u),
                    2 => (width - 1 - u, height - 1 - y),
                    _ => (y, width - 1 - u)
                };
                pixels[(toY * madeWidth) + toX] = value;
            }
        }

        return new GrayImage(madeWidth, madeHeight, pixels);
    }

    /// <summary>Between the four pixels around, each by its nearness.</summary>
    private static byte Sample(GrayImage image, double x, double y)
    {
        int x0 = Math.Clamp((int)Math.Floor(x), 0, image.Width - 1), y0 = Math.Clamp((int)Math.Floor(y), 0, image.Height - 1);
        int x1 = Math.Min(x0 + 1, image.Width - 1), y1 = Math.Min(y0 + 1, image.Height - 1);
        double fx = Math.Clamp(x - x0, 0, 1), fy = Math.Clamp(y - y0, 0, 1);
        double above = (image.Pixels[(y0 * image.Width) + x0] * (1 - fx)) + (image.Pixels[(y0 * image.Width) + x1] * fx);
        double below = (image.Pixels[(y1 * image.Width) + x0] * (1 - fx)) + (image.Pixels[(y1 * image.Width) + x1] * fx);
        return (byte)Math.Round((above * (1 - fy)) + (below * fy));
    }
}
