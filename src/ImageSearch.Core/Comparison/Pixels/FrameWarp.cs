using System.Collections.Concurrent;
using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>Brings pixels into another image's frame, by bilinear interpolation.</summary>
internal static class FrameWarp
{
    /// <summary>Rounding must not take the last pixel away.</summary>
    private const double Edge = 0.01;

    /// <summary>Fewer pixels are brought by one thread: others would take longer to begin.</summary>
    private const int MinParallelPixels = 1 << 19;

    /// <summary>The gray pixels that a frame shows of a source, and where the source has any.</summary>
    /// <param name="source">The image that is looked into.</param>
    /// <param name="map">From the frame's pixels to the source's.</param>
    /// <returns>The pixels, 0 outside; and 255 where the source has any, else 0.</returns>
    public static (GrayImage Image, byte[] Mask) Gray(GrayImage source, FrameMap map)
    {
        (GrayImage[] planes, byte[] mask) = Planes([source], map);
        return (planes[0], mask);
    }

    /// <summary>The same of several sources of one size, such as the red, green and blue of one.</summary>
    public static (GrayImage[] Images, byte[] Mask) Planes(GrayImage[] sources, FrameMap map)
    {
        int width = map.Width, height = map.Height;
        GrayImage[] images = [.. sources.Select(_ => new GrayImage(width, height, new byte[width * height]))];
        var mask = new byte[width * height];
        if (CutAt(sources[0], map) is var (left, top))
        {
            for (int y = 0; y < height; y++)
            {
                for (int i = 0; i < images.Length; i++)
                {
                    sources[i].Pixels.AsSpan(((top + y) * sources[i].Width) + left, width).CopyTo(images[i].Pixels.AsSpan(y * width));
                }
            }

            mask.AsSpan().Fill(255);
        }
        else if (mask.Length < MinParallelPixels)
        {
            Rows(0, height);
        }
        else
        {
            Parallel.ForEach(Partitioner.Create(0, height), rows => Rows(rows.Item1, rows.Item2));
        }

        return (images, mask);

        void Rows(int first, int end)
        {
            var places = new Places(width);
            for (int y = first; y < end; y++)
            {
                Row(sources, map, y, places, images, mask);
            }
        }
    }

    /// <summary>Where a frame begins that is cut out of the source as it is; null if it is not.</summary>
    private static (int Left, int Top)? CutAt(GrayImage source, FrameMap map)
    {
        ImageTransform t = map.Plane;
        double left = t.M13, top = t.M23;
        return map.Bend is null && t == new ImageTransform(1, 0, left, 0, 1, top) && left >= 0 && top >= 0
            && left == Math.Floor(left) && top == Math.Floor(top)
            && left + map.Width <= source.Width && top + map.Height <= source.Height
            ? ((int)left, (int)top) : null;
    }

    private static void Row(GrayImage[] sources, FrameMap map, int y, Places places, GrayImage[] images, byte[] mask)
    {
        map.ApplyRow(y, 0, 1, places.X, places.Y);
        int stride = sources[0].Width, height = sources[0].Height, across = stride > 1 ? 1 : 0, down = height > 1 ? stride : 0;
        double right = stride - 1, bottom = height - 1;
        int lastLeft = Math.Max(0, stride - 2), lastTop = Math.Max(0, height - 2);
        for (int x = 0, to = y * map.Width; x < map.Width; x++, to++)
        {
            double sx = places.X[x], sy = places.Y[x];
            if (!(sx >= -Edge && sy >= -Edge && sx <= right + Edge && sy <= bottom + Edge))
            {
                continue;
            }

            int left = Math.Clamp((int)sx, 0, lastLeft), top = Math.Clamp((int)sy, 0, lastTop), p = (top * stride) + left;
            float fx = (float)Math.Clamp(sx - left, 0, 1), fy = (float)Math.Clamp(sy - top, 0, 1);
            for (int i = 0; i < sources.Length; i++)
            {
                byte[] from = sources[i].Pixels;
                float upper = from[p] + ((from[p + across] - from[p]) * fx), lower = from[p + down]
                    + ((from[p + down + across] - from[p + down]) * fx);
                images[i].Pixels[to] = (byte)(upper + ((lower - upper) * fy) + 0.5f);
            }

            mask[to] = 255;
        }
    }

    /// <summary>The transform between the pixels of two sizes of one image: pixels are squares around their centres.</summary>
    public static ImageTransform Sizes(double fromWidth, double fromHeight, double toWidth, double toHeight)
    {
        double across = toWidth / fromWidth, down = toHeight / fromHeight;
        return new ImageTransform(across, 0, (across - 1) / 2, 0, down, (down - 1) / 2);
    }

    /// <summary>Where the pixels of a row lie in the source.</summary>
    private sealed class Places(int width)
    {
        public double[] X { get; } = new double[width];

        public double[] Y { get; } = new double[width];
    }
}
