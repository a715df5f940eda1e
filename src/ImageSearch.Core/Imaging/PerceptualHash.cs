using System.Numerics;

namespace ImageSearch.Imaging;

/// <summary>
/// A perceptual hash: the signs of the 63 lowest frequencies (but the mean) of the image at 32 x 32 pixels. Recompressed, resized, darkened
/// and slightly blurred copies have the same or nearly the same; crops and turned copies do not. It is the method known as pHash (Zauner,
/// "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010, section 3.2) with 0 in place of the median, so that a
/// mirrored image's hash follows from the image's.
/// </summary>
public static class PerceptualHash
{
    private const int Side = 32;
    private const int Frequencies = 8;

    /// <summary>A frequency of this amplitude (a quarter of a gray level at its peaks) is more than a recompression's noise.</summary>
    private const double MinClear = 4;

    /// <summary>With fewer clear frequencies the signs are noise, or those of any image with that one gradient: there is no hash.</summary>
    private const int MinClearFrequencies = 24;

    /// <summary>A border's grays differ by no more than this, recompressed.</summary>
    private const int MaxBorderNoise = 12;

    /// <summary>Of width and height; what is more border than this is no frame but the image.</summary>
    private const double MinKept = 0.4;

    private const ulong OddAcross = 0xAAAA_AAAA_AAAA_AAAA;

    private static readonly double[] Cosines = MakeCosines();

    /// <summary>The hash of an image; 0 if it is so flat that the hash would be noise.</summary>
    public static ulong Of(GrayImage image)
    {
        if (image.Width == 0 || image.Height == 0)
        {
            return 0;
        }

        double[] small = Shrink(WithoutBorder(image));
        Span<double> values = stackalloc double[Frequencies * Frequencies];
        Transform(small, values);
        ulong hash = 0;
        int clear = 0;

        // Not the first: the mean brightness is above 0 in every image.
        for (int i = 1; i < values.Length; i++)
        {
            hash |= values[i] > 0 ? 1UL << i : 0;
            clear += Math.Abs(values[i]) >= MinClear ? 1 : 0;
        }

        return clear >= MinClearFrequencies ? hash : 0;
    }

    /// <summary>In how many of 64 bits two hashes differ; null if either image has none.</summary>
    public static int? Distance(ulong a, ulong b) => a == 0 || b == 0 ? null : BitOperations.PopCount(a ^ b);

    /// <summary>The hash of the image mirrored horizontally: the odd frequencies across change their sign.</summary>
    public static ulong Mirrored(ulong hash) => hash == 0 ? 0 : hash ^ OddAcross;

    /// <summary>Without rows and columns of one gray around it: a copy with a frame has its original's hash.</summary>
    private static GrayImage WithoutBorder(GrayImage image)
    {
        int top = 0, bottom = image.Height, left = 0, right = image.Width;
        while (top < bottom && IsFlat(image, left, top, right, top + 1))
        {
            top++;
        }

        while (bottom > top && IsFlat(image, left, bottom - 1, right, bottom))
        {
            bottom--;
        }

        while (left < right && IsFlat(image, left, top, left + 1, bottom))
        {
            left++;
        }

        while (right > left && IsFlat(image, right - 1, top, right, bottom))
        {
            right--;
        }

        int width = right - left, height = bottom - top;
        if (width < MinKept * image.Width || height < MinKept * image.Height || (width == image.Width && height == image.Height))
        {
            return image;
        }

        var pixels = new byte[width * height];
        for (int y = 0; y < height; y++)
        {
            image.Pixels.AsSpan(((top + y) * image.Width) + left, width).CopyTo(pixels.AsSpan(y * width));
        }

        return new GrayImage(width, height, pixels);
    }

    private static bool IsFlat(GrayImage image, int left, int top, int right, int bottom)
    {
        byte least = byte.MaxValue, most = 0;
        for (int y = top; y < bottom; y++)
        {
            foreach (byte value in image.Pixels.AsSpan((y * image.Width) + left, right - left))
            {
                (least, most) = (Math.Min(least, value), Math.Max(most, value));
            }

            if (most - least > MaxBorderNoise)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>To 32 x 32 by the mean of what each pixel covers; pixels on a border count by the share that is covered.</summary>
    private static double[] Shrink(GrayImage image)
    {
        // Row by row, as the pixels lie.
        var covers = Enumerable.Range(0, Side).Select(x => Cover(x, image.Width)).ToArray();
        var columns = new double[image.Height * Side];
        for (int y = 0; y < image.Height; y++)
        {
            ReadOnlySpan<byte> row = image.Pixels.AsSpan(y * image.Width, image.Width);
            for (int x = 0; x < Side; x++)
            {
                (int first, int last, double firstShare, double lastShare) = covers[x];
                int inner = 0;
                for (int i = first + 1; i < last; i++)
                {
                    inner += row[i];
                }

                columns[(y * Side) + x] = ((row[first] * firstShare) + inner + (last > first ? row[last] * lastShare : 0)) * Side
                    / image.Width;
            }
        }

        var small = new double[Side * Side];
        for (int y = 0; y < Side; y++)
        {
            (int first, int last, double firstShare, double lastShare) = Cover(y, image.Height);
            for (int x = 0; x < Side; x++)
            {
                double sum = columns[(first * Side) + x] * firstShare;
                for (int i = first + 1; i <= last; i++)
                {
                    sum += columns[(i * Side) + x] * (i == last ? lastShare : 1);
                }

                small[(y * Side) + x] = sum * Side / image.Height;
            }
        }

        return small;
    }

    private static (int First, int Last, double FirstShare, double LastShare) Cover(int at, int pixels)
    {
        double from = at * (double)pixels / Side, to = (at + 1) * (double)pixels / Side;
        int first = (int)from, last = Math.Min((int)Math.Ceiling(to) - 1, pixels - 1);
        return last <= first ? (first, first, to - from, 0) : (first, last, first + 1 - from, to - last);
    }

    private static void Transform(double[] small, Span<double> values)
    {
        Span<double> half = stackalloc double[Side * Frequencies];
        for (int y = 0; y < Side; y++)
        {
            for (int u = 0; u < Frequencies; u++)
            {
                double sum = 0;
                for (int x = 0; x < Side; x++)
                {
                    sum += small[(y * Side) + x] * Cosines[(u * Side) + x];
                }

                half[(y * Frequencies) + u] = sum;
            }
        }

        for (int v = 0; v < Frequencies; v++)
        {
            for (int u = 0; u < Frequencies; u++)
            {
                double sum = 0;
                for (int y = 0; y < Side; y++)
                {
                    sum += half[(y * Frequencies) + u] * Cosines[(v * Side) + y];
                }

                values[(v * Frequencies) + u] = sum;
            }
        }
    }

    /// <summary>The orthonormal discrete cosine transform's rows.</summary>
    private static double[] MakeCosines()
    {
        var cosines = new double[Frequencies * Side];
        for (int u = 0; u < Frequencies; u++)
        {
            for (int x = 0; x < Side; x++)
            {
                cosines[(u * Side) + x] = Math.Sqrt((u == 0 ? 1.0 : 2.0) / Side) * Math.Cos(Math.PI * u * ((2 * x) + 1) / (2.0 * Side));
            }
        }

        return cosines;
    }
}
