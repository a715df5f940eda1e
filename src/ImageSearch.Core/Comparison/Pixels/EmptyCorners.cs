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

    /// <summary>Cells along the longer side, in which it is looked for how scattered what is left out lies.</summary>
    private const int CellsAcross = 32, MinCell = 4;

    /// <summary>Levels by which a channel may be off.</summary>
    private const int MaxSpread = 16;

    /// <summary>A pair without what is empty in one image alone, and how much that leaves out.</summary>
    public static (AlignedPair Pair, LeftOut LeftOut) Without(AlignedPair pair, Alignment alignment)
    {
        (bool[] first, int firstWidth) = Find(alignment.FirstFrame.Pixels);
        (bool[] second, int secondWidth) = Find(alignment.SecondFrame.Pixels);
        int before = pair.Mask?.Count(m => m != 0) ?? pair.Width * pair.Height;
        byte[] mask = pair.Mask is null ? [.. Enumerable.Repeat((byte)255, pair.Width * pair.Height)] : [.. pair.Mask];
        Parallel.For(0, pair.Height, y =>
        {
            for (int x = 0; x < pair.Width; x++)
            {
                int at = (y * pair.Width) + x;
                if (mask[at] != 0 && IsEmpty(first, firstWidth, alignment.FirstFrame, x, y) != IsEmpty(
                    second, secondWidth, alignment.SecondFrame, x, y))
                {
                    mask[at] = 0;
                }
            }
        });
        return (pair with { Mask = mask }, new LeftOut(
            before == 0 ? 0 : 1 - (mask.Count(m => m != 0) / (double)before), CellsCut(pair, mask)));
    }

    /// <summary>The share of cells of which a part was left out: of corners few, of the words of a page most.</summary>
    private static double CellsCut(AlignedPair pair, byte[] mask)
    {
        int side = Math.Max(MinCell, pair.LongSide / CellsAcross), whole = 0, parts = 0;
        for (int top = 0; top + side <= pair.Height; top += side)
        {
            for (int left = 0; left + side <= pair.Width; left += side)
            {
                (int before, int after) = (0, 0);
                for (int y = top; y < top + side; y++)
                {
                    for (int at = (y * pair.Width) + left, end = at + side; at < end; at++)
                    {
                        before += pair.Mask is null || pair.Mask[at] != 0 ? 1 : 0;
                        after += mask[at] != 0 ? 1 : 0;
                    }
                }

                whole += before == side * side ? 1 : 0;
                parts += before == side * side && after < before && after > 0 ? 1 : 0;
            }
        }

        return whole == 0 ? 0 : parts / (double)whole;
    }

    private static bool IsEmpty(bool[] empty, int width, (FramePixels Pixels, FrameMap FromFrame) side, int x, int y)
    {
        (double sx, double sy) = side.FromFrame.Apply(x, y);
        int height = empty.Length / width;
        int column = Math.Clamp(PixelCentres.Cell(sx, side.Pixels.Width, width), 0, width - 1),
            row = Math.Clamp(PixelCentres.Cell(sy, side.Pixels.Height, height), 0, height - 1);
        return empty[(row * width) + column];
    }

    /// <summary>Which pixels of the shrunk image are empty, one more around for what both mix in; and its width.</summary>
    private static (bool[] Empty, int Width) Find(FramePixels image)
    {
        double scale = Math.Min(1, LongSide / (double)Math.Max(image.Width, image.Height));
        FramePixels small = image.At(Math.Max(1, (int)(image.Width * scale)), Math.Max(1, (int)(image.Height * scale)));
        int width = small.Width, height = small.Height;
        var empty = new bool[width * height];
        foreach (int corner in (int[])[0, width - 1, (height - 1) * width, (height * width) - 1])
        {
            Flood(small.Colour, corner, empty);
        }

        var grown = new bool[empty.Length];
        for (int i = 0; i < empty.Length; i++)
        {
            int x = i % width;
            grown[i] = empty[i] || (x > 0 && empty[i - 1]) || (x < width - 1 && empty[i + 1]) || (i >= width && empty[i - width])
                || (i + width < empty.Length && empty[i + width]);
        }

        return (grown, width);
    }

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
