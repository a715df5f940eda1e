using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Whether two aligned images have the same colours: blue and red differences (Rec. 601) of blocks. White balance and saturation are levelled within
/// what cameras and encoders do.
/// </summary>
internal static class ColourComparison
{
    /// <summary>Blocks across the longer side.</summary>
    private const int Blocks = 32;

    /// <summary>Less colour than this, on the average, is gray: levels.</summary>
    private const double MinColour = 5;

    /// <summary>With less of the other's colour than this, an image is gray beside it.</summary>
    private const double GrayShare = 0.15;

    [ThreadStatic]
    public static string? Debug;

    private const double MaxShift = 14;

    private const double MinGain = 0.15, MaxGain = 1 / MinGain;

    /// <summary>How far the colours differ, over how much colour there is: 0 none, 1 all of it; 0 where there is hardly any.</summary>
    public static double Change(Alignment alignment)
    {
        (double Blue, double Red)[] first = Means(alignment, alignment.FirstFrame), second = Means(alignment, alignment.SecondFrame);
        int[] both = [.. Enumerable.Range(0, first.Length).Where(i => !double.IsNaN(first[i].Blue) && !double.IsNaN(second[i].Blue))];
        if (both.Length == 0)
        {
            return 0;
        }

        double firstColour = both.Sum(i => Size(first[i].Blue, first[i].Red)), secondColour = both.Sum(i => Size(second[i].Blue, second[i].Red));
        if (Math.Max(firstColour, secondColour) < MinColour * both.Length)
        {
            return 0;
        }

        if (Math.Min(firstColour, secondColour) < GrayShare * Math.Max(firstColour, secondColour))
        {
            return 1;
        }

        Func<double, double> blue = Level([.. both.Select(i => (first[i].Blue, second[i].Blue))]), red = Level([.. both.Select(i => (first[i].Red, second[i].Red))]);
        double[] off = [.. both.Select(i => Size(blue(first[i].Blue) - second[i].Blue, red(first[i].Red) - second[i].Red)).Order()];
        Debug = $"{off[off.Length / 2]:0.0} {off[off.Length * 9 / 10]:0.0} {off[off.Length * 99 / 100]:0.0} {off[^1]:0.0}";
        double differing = 0, colour = 0;
        foreach (int i in both)
        {
            differing += Size(blue(first[i].Blue) - second[i].Blue, red(first[i].Red) - second[i].Red);
            colour += Math.Max(Size(first[i].Blue, first[i].Red), Size(second[i].Blue, second[i].Red));
        }

        return differing / colour;
    }

    private static double Size(double blue, double red) => Math.Sqrt((blue * blue) + (red * red));

    /// <summary>The line that takes the one to the other; a gain that no camera and no encoder makes is none, and shifts are bounded.</summary>
    private static Func<double, double> Level((double From, double To)[] values)
    {
        double from = values.Average(v => v.From), to = values.Average(v => v.To);
        double covariance = values.Sum(v => (v.From - from) * (v.To - to)), variance = values.Sum(v => (v.From - from) * (v.From - from));
        double gain = variance > 0 ? covariance / variance : 1;
        gain = gain is >= MinGain and <= MaxGain ? gain : 1;
        double shift = Math.Clamp(to - (gain * from), -MaxShift, MaxShift);
        return value => (gain * value) + shift;
    }

    /// <summary>The mean blue and red difference of each block; not a number where the image has none of it.</summary>
    private static (double Blue, double Red)[] Means(Alignment alignment, (FramePixels Pixels, FrameMap FromFrame) side)
    {
        AlignedPair pair = alignment.Pair;
        double step = Math.Max(pair.Width, pair.Height) / (double)Blocks;
        int across = Math.Max(1, (int)(pair.Width / step)), down = Math.Max(1, (int)(pair.Height / step));
        var means = new (double, double)[across * down];
        for (int i = 0; i < means.Length; i++)
        {
            (int row, int column) = Math.DivRem(i, across);
            means[i] = Mean(pair, side, column * step, row * step, step);
        }

        return means;
    }

    private static (double Blue, double Red) Mean(AlignedPair pair, (FramePixels Pixels, FrameMap FromFrame) side, double left, double top, double size)
    {
        const int Samples = 8;
        double r = 0, g = 0, b = 0;
        int count = 0;
        for (int i = 0; i < Samples * Samples; i++)
        {
            int x = (int)(left + ((i % Samples) + 0.5) * size / Samples), y = (int)(top + ((i / Samples) + 0.5) * size / Samples);
            if (x >= pair.Width || y >= pair.Height || (pair.Mask is { } mask && mask[(y * pair.Width) + x] == 0))
            {
                continue;
            }

            (double sx, double sy) = side.FromFrame.Apply(x, y);
            ColourImage colour = side.Pixels.Colour;
            int at = 3 * ((Math.Clamp((int)Math.Round(sy), 0, colour.Height - 1) * colour.Width) + Math.Clamp((int)Math.Round(sx), 0, colour.Width - 1));
            (r, g, b, count) = (r + colour.Rgb[at], g + colour.Rgb[at + 1], b + colour.Rgb[at + 2], count + 1);
        }

        if (count < Samples * Samples / 2)
        {
            return (double.NaN, double.NaN);
        }

        double luma = (0.299 * r) + (0.587 * g) + (0.114 * b);
        return (0.564 * (b - luma) / count, 0.713 * (r - luma) / count);
    }
}
