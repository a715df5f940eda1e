using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Levels brightness, contrast, gamma and white balance of two aligned images: a tone curve for red, green and blue each, from the image that has kept
/// more to the other one, since what one has clipped cannot be had back from it.
/// </summary>
internal static class Levelling
{
    /// <summary>The curves are fitted at this long side.</summary>
    private const int LongSide = 256;

    private const int Channels = 3;

    /// <summary>The pair in luma, with the curves applied to one of the two.</summary>
    public static AlignedPair Apply(Alignment alignment)
    {
        bool isWhole = alignment.Pair.Mask is null;
        byte[][] there = Curves(alignment.FirstFrame, alignment.SecondFrame, isWhole), back = Curves(alignment.SecondFrame, alignment.FirstFrame, isWhole);
        AlignedPair first = alignment.Pair with { First = Toned(alignment.FirstFrame, there) };
        AlignedPair second = alignment.Pair with { Second = Toned(alignment.SecondFrame, back) };
        return Residual(first) <= Residual(second) ? first : second;
    }

    /// <summary>How much is left between two images: the differences of blocks, each over what it shows, at a small size.</summary>
    public static double Residual(AlignedPair pair)
    {
        while (pair.LongSide > 2 * LongSide)
        {
            pair = pair.Halved();
        }

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
        byte[] rgb = side.Pixels.Colour.Rgb, toned = new byte[rgb.Length];
        for (int i = 0; i < rgb.Length; i += Channels)
        {
            (toned[i], toned[i + 1], toned[i + 2]) = (curves[0][rgb[i]], curves[1][rgb[i + 1]], curves[2][rgb[i + 2]]);
        }

        var luma = new byte[rgb.Length / Channels];
        Luma.FromRgb(toned, luma);
        var image = new GrayImage(side.Pixels.Width, side.Pixels.Height, luma);
        return side.FromFrame.IsIdentity ? image : FrameWarp.Gray(image, side.FromFrame).Image;
    }

    private static byte[][] Curves((FramePixels Pixels, FrameMap FromFrame) from, (FramePixels Pixels, FrameMap FromFrame) to, bool isWhole)
    {
        double scale = Math.Min(1, LongSide / (double)Math.Max(from.FromFrame.Width, from.FromFrame.Height));
        int width = Math.Max(1, (int)(from.FromFrame.Width * scale)), height = Math.Max(1, (int)(from.FromFrame.Height * scale));
        (GrayImage[] first, byte[] firstMask) = Small(from, scale, width, height);
        (GrayImage[] second, byte[] secondMask) = Small(to, scale, width, height);
        byte[]? mask = isWhole ? null : [.. firstMask.Zip(secondMask, (a, b) => (byte)(a & b))];
        return [.. first.Zip(second, (a, b) => ToneCurve.Fit(new AlignedPair(a, b, mask)))];
    }

    /// <summary>Red, green and blue of an image in the frame, both shrunk, and where it has any.</summary>
    private static (GrayImage[] Channels, byte[] Mask) Small((FramePixels Pixels, FrameMap FromFrame) side, double scale, int width, int height)
    {
        FramePixels small = side.Pixels.At(Math.Max(1, (int)Math.Round(side.Pixels.Width * scale)), Math.Max(1, (int)Math.Round(side.Pixels.Height * scale)));
        FrameMap map = side.FromFrame.Sized(width, height, FrameWarp.Sizes(side.Pixels.Width, side.Pixels.Height, small.Width, small.Height));
        (GrayImage Image, byte[] Mask)[] channels =
        [
            .. Enumerable.Range(0, Channels).Select(channel =>
            {
                var plane = new byte[small.Width * small.Height];
                for (int i = 0; i < plane.Length; i++)
                {
                    plane[i] = small.Colour.Rgb[(Channels * i) + channel];
                }

                return FrameWarp.Gray(new GrayImage(small.Width, small.Height, plane), map);
            }),
        ];
        return ([.. channels.Select(c => c.Image)], channels[0].Mask);
    }
}
