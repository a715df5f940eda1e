using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Levels brightness, contrast, gamma and white balance of two aligned images: a tone curve for red, green and blue each, from the image
/// that has kept more to the other one, since what one has clipped cannot be had back from it.
/// </summary>
internal static class Levelling
{
    /// <summary>The curves are fitted at this long side.</summary>
    private const int LongSide = 256;

    private const int Channels = 3;

    /// <summary>Levels, on the average, by which a colour's own curve may be off the one of all.</summary>
    private const double MaxApart = 6;

    /// <summary>The pair in luma, with the curves applied to one of the two; and the
    /// one curve that all three colours have in common, if they have.</summary>
    public static (AlignedPair Pair, CommonTone? Tone) Apply(Alignment alignment)
    {
        FrameMap frame = alignment.FirstFrame.FromFrame;
        double scale = Math.Min(1, LongSide / (double)Math.Max(frame.Width, frame.Height));
        int width = Math.Max(1, (int)(frame.Width * scale)), height = Math.Max(1, (int)(frame.Height * scale));
        (GrayImage[] first, byte[] firstMask) = Small(alignment.FirstFrame, scale, width, height);
        (GrayImage[] second, byte[] secondMask) = Small(alignment.SecondFrame, scale, width, height);
        byte[]? mask = alignment.Pair.Mask is null ? null : [.. firstMask.Zip(secondMask, (a, b) => (byte)(a & b))];
        byte[][] there = Curves(first, second, mask), back = Curves(second, first, mask);
        AlignedPair withFirst = alignment.Pair with { First = Toned(alignment.FirstFrame, there) };
        AlignedPair withSecond = alignment.Pair with { Second = Toned(alignment.SecondFrame, back) };
        return Residual(withFirst) <= Residual(withSecond)
            ? (withFirst, Common(there, first) is { } tone ? new CommonTone(tone, null) : null)
            : (withSecond, Common(back, second) is { } other ? new CommonTone(null, other) : null);
    }

    private static AlignedPair Shrunk(AlignedPair pair)
    {
        while (pair.LongSide > 2 * LongSide)
        {
            pair = pair.Halved();
        }

        return pair;
    }

    /// <summary>How much is left between two images at a small size.</summary>
    public static double Residual(AlignedPair pair) => ResidualOfBlocks(Shrunk(pair));

    /// <summary>How much is left between two images: the differences of blocks, each over what it shows.</summary>
    public static double ResidualOfBlocks(AlignedPair pair)
    {
        BlockGrid grid = BlockGrid.Of(pair);
        double sum = 0;
        for (int i = 0; i < grid.Count; i++)
        {
            sum += grid.IsValid[i] ? grid.Difference[i] / (grid.Activity[i] + 4) : 0;
        }

        return sum;
    }

    private static GrayImage Toned((FramePixels Pixels, FrameMap FromFrame) side, byte[][] curves)
    {
        byte[] rgb = side.Pixels.Colour.Rgb, luma = new byte[rgb.Length / Channels], red = curves[0], green = curves[1], blue = curves[2];
        for (int i = 0, from = 0; i < luma.Length; i++, from += Channels)
        {
            luma[i] = Luma.Of(red[rgb[from]], green[rgb[from + 1]], blue[rgb[from + 2]]);
        }

        return FrameWarp.Gray(new GrayImage(side.Pixels.Width, side.Pixels.Height, luma), side.FromFrame).Image;
    }

    /// <summary>The mean of three curves; null where one of them takes its colour elsewhere: that is another white balance, or another
    /// hue.</summary>
    private static byte[]? Common(byte[][] curves, GrayImage[] channels)
    {
        byte[] common = [.. Enumerable.Range(0, curves[0].Length).Select(i => (byte)Math.Round(curves.Average(c => c[i])))];
        return curves.Zip(channels).All(c => c.Second.Pixels.Average(level => Math.Abs(c.First[level] - common[level])) <= MaxApart)
            ? common : null;
    }

    private static byte[][] Curves(GrayImage[] from, GrayImage[] to, byte[]? mask) =>
        [.. from.Zip(to, (a, b) => ToneCurve.Fit(new AlignedPair(a, b, mask)))];

    /// <summary>Red, green and blue of an image in the frame, both shrunk, and where it has any.</summary>
    private static (GrayImage[] Channels, byte[] Mask) Small(
        (FramePixels Pixels, FrameMap FromFrame) side, double scale, int width, int height)
    {
        FramePixels small = side.Pixels.At(Math.Max(1, (int)Math.Round(side.Pixels.Width * scale)),
            Math.Max(1, (int)Math.Round(side.Pixels.Height * scale)));
        FrameMap map = side.FromFrame.Sized(width, height,
            FrameWarp.Sizes(side.Pixels.Width, side.Pixels.Height, small.Width, small.Height));
        GrayImage[] channels = [.. Enumerable.Range(0, Channels).Select(c => Channel(small, c))];
        return FrameWarp.Planes(channels, map);
    }

    private static GrayImage Channel(FramePixels image, int channel)
    {
        var plane = new byte[image.Width * image.Height];
        for (int i = 0, from = channel; i < plane.Length; i++, from += Channels)
        {
            plane[i] = image.Colour.Rgb[from];
        }

        return new GrayImage(image.Width, image.Height, plane);
    }
}
