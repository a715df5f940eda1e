using ImageSearch.Imaging;
using ImageSearch.Kernels.Extraction;
using ImageSearch.Kernels.Simd;
using ImageSearch.Sift;

namespace ImageSearch.Comparison.Pixels;

/// <summary>Levels the sharpness of two aligned images: what one of them does not resolve is not missing there.</summary>
internal static class Sharpness
{
    /// <summary>Up to this ratio of their fine detail two images are equally sharp.</summary>
    private const double MaxRatio = 1.3;

    /// <summary>The share of blocks in which the image that shows less shows least.</summary>
    private const double FlattestShare = 0.2;

    /// <summary>What the other one shows in these is noise, if it is so much: a standard deviation in gray levels; and so many times
    /// what is there.</summary>
    private const float MinNoise = 8, MinTimes = 3;

    /// <summary>Against such noise both are blurred.</summary>
    private const double NoiseSigma = 1;

    private static readonly double[] Sigmas = [0.6, 0.8, 1.0, 1.3, 1.7, 2.2, 2.9];

    /// <summary>The pair with the sharper image blurred until both have equal detail; as it is where they have, or where it would not
    /// help.</summary>
    /// <param name="pair">The images.</param>
    public static AlignedPair Level(AlignedPair pair)
    {
        double first = Detail(pair.First, pair.Mask), second = Detail(pair.Second, pair.Mask);
        bool isFirstSharper = first > second;
        double wanted = Math.Min(first, second);
        if (Math.Max(first, second) <= MaxRatio * wanted)
        {
            return pair;
        }

        if (IsNoise(pair))
        {
            return pair with { First = Blur(pair.First, NoiseSigma), Second = Blur(pair.Second, NoiseSigma) };
        }

        AlignedPair best = pair;
        double least = Levelling.ResidualOfBlocks(pair);
        foreach (double sigma in Sigmas)
        {
            AlignedPair blurred = isFirstSharper ? pair with { First = Blur(pair.First, sigma) }
                : pair with { Second = Blur(pair.Second, sigma) };
            double left = Levelling.ResidualOfBlocks(blurred);
            if (left >= least)
            {
                break;
            }

            (best, least) = (blurred, left);
        }

        return best;
    }

    /// <summary>Whether the fine detail that one has more of is noise: it is where the other one shows nothing too. To blur that one
    /// alone takes what both show away with it.</summary>
    private static bool IsNoise(AlignedPair pair)
    {
        BlockGrid grid = BlockGrid.Of(pair);
        int[] flattest = grid.Flattest(FlattestShare);
        if (flattest.Length == 0)
        {
            return false;
        }

        float[] more = [.. flattest.Select(i => grid.Activity[i]).Order()];
        float[] less = [.. flattest.Select(i => grid.LessActivity[i])];
        return more[more.Length / 2] >= Math.Max(MinNoise, MinTimes * less[less.Length / 2]);
    }

    /// <summary>The mean of squared second differences: where an image is sharp, they are large.</summary>
    private static double Detail(GrayImage image, byte[]? mask)
    {
        byte[] p = image.Pixels;
        long sum = 0, count = 0;
        for (int y = 0; y < image.Height; y += 2)
        {
            for (int i = (y * image.Width) + 1; i < ((y + 1) * image.Width) - 1; i += 2)
            {
                if (mask is null || (mask[i - 1] & mask[i + 1]) != 0)
                {
                    int difference = p[i - 1] + p[i + 1] - (2 * p[i]);
                    (sum, count) = (sum + (difference * difference), count + 1);
                }
            }
        }

        return count == 0 ? 0 : sum / (double)count;
    }

    private static GrayImage Blur(GrayImage image, double sigma)
    {
        var source = new Plane();
        var target = new Plane();
        source.Resize(image.Width, image.Height);
        target.Resize(image.Width, image.Height);
        for (int y = 0; y < image.Height; y++)
        {
            Span<float> row = source.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                row[x] = image.Pixels[(y * image.Width) + x];
            }
        }

        new GaussianBlur(sigma, 1, SiftKernels.Of(SimdChoice.Level)).Apply(source, target, 0, image.Height);
        var pixels = new byte[image.Pixels.Length];
        for (int y = 0; y < image.Height; y++)
        {
            Span<float> row = target.Row(y);
            for (int x = 0; x < row.Length; x++)
            {
                pixels[(y * image.Width) + x] = (byte)Math.Clamp(row[x] + 0.5f, 0, 255);
            }
        }

        return new GrayImage(image.Width, image.Height, pixels);
    }
}
