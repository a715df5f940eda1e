using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>The mean colours of blocks of two aligned images: blue and red difference (Rec. 601).</summary>
internal sealed class ColourGrid
{
    /// <summary>Samples across and down a block.</summary>
    private const int Samples = 8;

    private readonly int _across;
    private readonly double _step;

    private ColourGrid(int across, double step, (double Blue, double Red)[] first, (double Blue, double Red)[] second)
    {
        (_across, _step, First, Second) = (across, step, first, second);
        Common = [.. Enumerable.Range(0, first.Length).Where(i => !double.IsNaN(first[i].Blue) && !double.IsNaN(second[i].Blue))];
    }

    /// <summary>The first image's blocks; not a number where it has none.</summary>
    public (double Blue, double Red)[] First { get; }

    /// <summary>The second image's blocks.</summary>
    public (double Blue, double Red)[] Second { get; }

    /// <summary>The blocks that both images have.</summary>
    public int[] Common { get; }

    /// <summary>The blocks of two images.</summary>
    /// <param name="alignment">The images.</param>
    /// <param name="blocks">Blocks across the longer side.</param>
    /// <param name="tone">Applied before; null for none.</param>
    public static ColourGrid Of(Alignment alignment, int blocks, CommonTone? tone = null)
    {
        AlignedPair pair = alignment.Pair;
        double step = Math.Max(pair.Width, pair.Height) / (double)blocks;
        int across = Math.Max(1, (int)(pair.Width / step)), down = Math.Max(1, (int)(pair.Height / step));
        (double, double)[] Means((FramePixels Pixels, FrameMap FromFrame) side, byte[]? tone) =>
            [.. Enumerable.Range(0, across * down).Select(i => Mean(pair, side, tone, (i % across * step, i / across * step, step)))];
        return new ColourGrid(across, step, Means(alignment.FirstFrame, tone?.First), Means(alignment.SecondFrame, tone?.Second));
    }

    /// <summary>Of some blocks, those that touch, as areas of the frame.</summary>
    /// <param name="blocks">The blocks.</param>
    /// <param name="minTouching">Fewer that touch are no area.</param>
    public DifferingArea[] Areas(int[] blocks, int minTouching)
    {
        var left = new HashSet<int>(blocks);
        var areas = new List<DifferingArea>();
        while (left.Count > 0)
        {
            var area = new List<int>();
            var open = new Stack<int>([left.First()]);
            left.Remove(open.Peek());
            while (open.TryPop(out int at))
            {
                area.Add(at);
                foreach (int next in left.Where(n => Math.Abs((n % _across) - (at % _across)) <= 1
                    && Math.Abs((n / _across) - (at / _across)) <= 1).ToArray())
                {
                    left.Remove(next);
                    open.Push(next);
                }
            }

            if (area.Count >= minTouching)
            {
                areas.Add(new DifferingArea(area.Min(i => i % _across) * _step, area.Min(i => i / _across) * _step,
                    (area.Max(i => i % _across) + 1) * _step,
                    (area.Max(i => i / _across) + 1) * _step, area.Count / (double)Common.Length));
            }
        }

        return [.. areas];
    }

    private static (double Blue, double Red) Mean(AlignedPair pair, (FramePixels Pixels, FrameMap FromFrame) side, byte[]? tone,
        (double Left, double Top, double Size) block)
    {
        (double left, double top, double size) = block;
        double r = 0, g = 0, b = 0;
        int count = 0;
        for (int i = 0; i < Samples * Samples; i++)
        {
            int x = (int)(left + (((i % Samples) + 0.5) * size / Samples)), y = (int)(top + (((i / Samples) + 0.5) * size / Samples));
            if (x >= pair.Width || y >= pair.Height || (pair.Mask is { } mask && mask[(y * pair.Width) + x] == 0))
            {
                continue;
            }

            (double sx, double sy) = side.FromFrame.Apply(x, y);
            ColourImage colour = side.Pixels.Colour;
            int at = 3 * ((Math.Clamp((int)Math.Round(sy), 0, colour.Height - 1) * colour.Width)
                + Math.Clamp((int)Math.Round(sx), 0, colour.Width - 1));
            (byte red, byte green, byte blue) = (colour.Rgb[at], colour.Rgb[at + 1], colour.Rgb[at + 2]);
            if (tone is not null)
            {
                (red, green, blue) = (tone[red], tone[green], tone[blue]);
            }

            (r, g, b, count) = (r + red, g + green, b + blue, count + 1);
        }

        if (count < Samples * Samples / 2)
        {
            return (double.NaN, double.NaN);
        }

        double luma = (0.299 * r) + (0.587 * g) + (0.114 * b);
        return (0.564 * (b - luma) / count, 0.713 * (r - luma) / count);
    }
}
