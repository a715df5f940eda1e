using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// The empty corners of a turned copy: what can be reached from a corner of the image without leaving its colour. Where one of two images
/// is empty and the other is not, nothing can be compared.
/// </summary>
internal static class EmptyCorners
{
    /// <summary>They are looked for at this long side.</summary>
    private const int LongSide = 256;

    /// <summary>Levels by which a channel may be off.</summary>
    private const int MaxSpread = 16;

    /// <summary>A pair without what is empty in one image alone.</summary>
    public static AlignedPair Without(AlignedPair pair, Alignment alignment)
    {
        EmptyArea first = Find(alignment.FirstFrame.Pixels), second = Find(alignment.SecondFrame.Pixels);
        byte[] mask = pair.Mask is null ? [.. Enumerable.Repeat((byte)255, pair.Width * pair.Height)] : [.. pair.Mask];
        Parallel.For(0, pair.Height, y =>
        {
            for (int x = 0; x < pair.Width; x++)
            {
                int at = (y * pair.Width) + x;
                if (mask[at] != 0 && IsEmpty(first, alignment.FirstFrame, x, y) != IsEmpty(second, alignment.SecondFrame, x, y))
                {
                    mask[at] = 0;
                }
            }
        });
        return pair with { Mask = mask };
    }

    private static bool IsEmpty(EmptyArea empty, (FramePixels Pixels, FrameMap FromFrame) side, int x, int y)
    {
        (double sx, double sy) = side.FromFrame.Apply(x, y);
        return empty.Has(PixelCentres.FromEdge(sx) / side.Pixels.Width, PixelCentres.FromEdge(sy) / side.Pixels.Height);
    }

    /// <summary>Which pixels of the shrunk image are empty, one more around for what both mix in.</summary>
    /// <param name="image">The image.</param>
    /// <param name="isSure">Whether only corners count that are black or white, as those are that a tool filled: a sky is not
    /// empty.</param>
    public static EmptyArea Find(FramePixels image, bool isSure = false)
    {
        double scale = Math.Min(1, LongSide / (double)Math.Max(image.Width, image.Height));
        FramePixels small = image.At(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        int width = small.Width, height = small.Height;
        var empty = new bool[width * height];
        foreach (int corner in (int[])[0, width - 1, (height - 1) * width, (height * width) - 1])
        {
            if (!isSure || IsFilled(small.Colour.Rgb.AsSpan(3 * corner, 3)))
            {
                Flood(small.Colour, corner, empty);
            }
        }

        var grown = new bool[empty.Length];
        for (int i = 0; i < empty.Length; i++)
        {
            int x = i % width;
            grown[i] = empty[i] || (x > 0 && empty[i - 1]) || (x < width - 1 && empty[i + 1]) || (i >= width && empty[i - width])
                || (i + width < empty.Length && empty[i + width]);
        }

        return new EmptyArea(grown, width);
    }

    private static bool IsFilled(ReadOnlySpan<byte> rgb) =>
        !rgb.ContainsAnyExceptInRange((byte)0, (byte)MaxSpread) || !rgb.ContainsAnyExceptInRange((byte)(255 - MaxSpread), (byte)255);

    private static void Flood(ColourImage image, int corner, bool[] empty)
    {
        var open = new Stack<int>([corner]);
        while (open.TryPop(out int at))
        {
            if (empty[at] || !IsLike(image.Rgb, corner, at))
            {
                continue;
            }

            empty[at] = true;
            int x = at % image.Width;
            foreach (int next in (int[])[x > 0 ? at - 1 : at, x < image.Width - 1 ? at + 1 : at, at - image.Width, at + image.Width])
            {
                if (next >= 0 && next < empty.Length)
                {
                    open.Push(next);
                }
            }
        }
    }

    private static bool IsLike(byte[] rgb, int a, int b) => Math.Abs(rgb[3 * a] - rgb[3 * b]) <= MaxSpread
        && Math.Abs(rgb[(3 * a) + 1] - rgb[(3 * b) + 1]) <= MaxSpread && Math.Abs(rgb[(3 * a) + 2] - rgb[(3 * b) + 2]) <= MaxSpread;
}
