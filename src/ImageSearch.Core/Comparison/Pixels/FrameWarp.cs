using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>Brings pixels into another image's frame, by bilinear interpolation.</summary>
internal static class FrameWarp
{
    /// <summary>Rounding must not take the last pixel away.</summary>
    private const double Edge = 0.01;

    private static readonly double[] NoBend = new double[FrameMap.Terms];

    /// <summary>The gray pixels that a frame shows of a source, and where the source has any.</summary>
    /// <param name="source">The image that is looked into.</param>
    /// <param name="map">From the frame's pixels to the source's.</param>
    /// <returns>The pixels, 0 outside; and 255 where the source has any, else 0.</returns>
    public static (GrayImage Image, byte[] Mask) Gray(GrayImage source, FrameMap map)
    {
        int width = map.Width, height = map.Height;
        var pixels = new byte[width * height];
        var mask = new byte[width * height];
        if (map.IsIdentity && (width, height) == (source.Width, source.Height))
        {
            source.Pixels.AsSpan().CopyTo(pixels);
            mask.AsSpan().Fill(255);
            return (new GrayImage(width, height, pixels), mask);
        }

        Parallel.For(0, height, y => Row(source, map, y, pixels.AsSpan(y * width, width), mask.AsSpan(y * width, width)));
        return (new GrayImage(width, height, pixels), mask);
    }

    private static void Row(GrayImage source, FrameMap map, int y, Span<byte> pixels, Span<byte> mask)
    {
        ImageTransform t = map.Plane;
        double[] b = map.Bend ?? NoBend;
        double u = (t.M12 * y) + t.M13, v = (t.M22 * y) + t.M23, w = (t.M32 * y) + t.M33, n = (2.0 * y / map.Height) - 1;
        double bx0 = b[0] + (n * (b[2] + (b[5] * n))), bx1 = b[1] + (b[4] * n), by0 = b[6] + (n * (b[8] + (b[11] * n))), by1 = b[7]
            + (b[10] * n);
        double right = source.Width - 1, bottom = source.Height - 1, step = 2.0 / map.Width;
        byte[] from = source.Pixels;
        int stride = source.Width, across = stride > 1 ? 1 : 0, down = source.Height > 1 ? stride : 0;
        double always = t.M31 == 0 ? 1 / w : 0;
        for (int x = 0; x < pixels.Length; x++)
        {
            double by = always != 0 ? always : 1 / (w + (t.M31 * x)), m = (x * step) - 1;
            double sx = ((u + (t.M11 * x)) * by) + bx0 + (m * (bx1 + (b[3] * m))), sy = ((v + (t.M21 * x)) * by) + by0
                + (m * (by1 + (b[9] * m)));
            if (!(sx >= -Edge && sy >= -Edge && sx <= right + Edge && sy <= bottom + Edge))
            {
                continue;
            }

            int left = Math.Clamp((int)sx, 0, Math.Max(0, stride - 2)), top = Math.Clamp((int)sy, 0, Math.Max(0, source.Height - 2));
            float fx = (float)Math.Clamp(sx - left, 0, 1), fy = (float)Math.Clamp(sy - top, 0, 1);
            int p = (top * stride) + left;
            float upper = from[p] + ((from[p + across] - from[p]) * fx), lower = from[p + down]
                + ((from[p + down + across] - from[p + down]) * fx);
            pixels[x] = (byte)(upper + ((lower - upper) * fy) + 0.5f);
            mask[x] = 255;
        }
    }

    /// <summary>The transform between the pixels of two sizes of one image: pixels are squares around their centres.</summary>
    public static ImageTransform Sizes(double fromWidth, double fromHeight, double toWidth, double toHeight)
    {
        double across = toWidth / fromWidth, down = toHeight / fromHeight;
        return new ImageTransform(across, 0, (across - 1) / 2, 0, down, (down - 1) / 2);
    }
}
