using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Refines a map on the pixels themselves to a fraction of a pixel, from small sizes to large ones: the increment that lessens the differences most,
/// found from gradients (Lucas, Kanade, "An iterative image registration technique", IJCAI 1981; Baker, Matthews, "Lucas-Kanade 20 years on", IJCV 2004,
/// section 2), with weights that fall with the difference (Huber), so that what differs in truth does not pull.
/// </summary>
internal static class Registration
{
    /// <summary>The first level is no longer than this, in pixels: what is a long way off at full size is a step there.</summary>
    private const int CoarsestLongSide = 120;

    /// <summary>Whether two whole views are laid upon each other exactly is looked at here.</summary>
    private const int CheckedLongSide = 320;

    private const int Iterations = 12;

    /// <summary>At most so many pixels say where to go.</summary>
    private const int MaxSamples = 40_000;

    private const int MinSamples = 240;

    /// <summary>A pixel without this slope, in gray levels a pixel, says nothing.</summary>
    private const int MinGradient = 3;

    /// <summary>Where no corner moves by more than this many pixels, it has arrived.</summary>
    private const double Arrived = 0.02;

    /// <summary>No corner may move by more than this share of the frame's long side: what would has lost its way.</summary>
    private const double MaxMoveShare = 0.15;

    /// <summary>Two whole views are moved only if that takes away so much of what differs: where there is little to see, noise alone moves them.</summary>
    private const double MinGain = 0.3;

    /// <summary>What holds the bends back where nothing speaks for them, over the largest of the sums.</summary>
    private const double Stiffness = 1e-5;

    /// <summary>The refined map from the frame's pixels to the source's; the given one where nothing better is found.</summary>
    /// <param name="frame">The image whose frame it is.</param>
    /// <param name="source">The image that is brought into the frame, of about the same scale.</param>
    /// <param name="toSource">Where to begin.</param>
    public static FrameMap Refine(GrayImage frame, GrayImage source, ImageTransform toSource)
    {
        List<(GrayImage Frame, GrayImage Source)> levels = Levels(frame, source, CoarsestLongSide);
        var current = new FrameMap(toSource, null, frame.Width, frame.Height);
        for (int i = levels.Count - 1; i >= 0; i--)
        {
            (GrayImage f, GrayImage s) = levels[i];
            FrameMap small = current.Sized(f.Width, f.Height, FrameWarp.Sizes(source.Width, source.Height, s.Width, s.Height));
            current = RefineAt(f, s, small).Map.Sized(frame.Width, frame.Height, FrameWarp.Sizes(s.Width, s.Height, source.Width, source.Height));
        }

        return current;
    }

    /// <summary>By how many pixels of a small size a corner would move if two images of one size were laid upon each other better.</summary>
    public static double MoveOfWhole(GrayImage frame, GrayImage other)
    {
        (GrayImage f, GrayImage o) = Levels(frame, other, CheckedLongSide)[^1];
        var start = new FrameMap(ImageTransform.Identity, null, f.Width, f.Height);
        (FrameMap refined, double gain) = RefineAt(f, o, start);
        return gain < MinGain ? 0 : Moved(start, refined);
    }

    private static List<(GrayImage Frame, GrayImage Source)> Levels(GrayImage frame, GrayImage source, int coarsest)
    {
        var levels = new List<(GrayImage Frame, GrayImage Source)> { (frame, source) };
        while (Math.Max(levels[^1].Frame.Width, levels[^1].Frame.Height) > coarsest)
        {
            levels.Add((AlignedPair.Halve(levels[^1].Frame), AlignedPair.Halve(levels[^1].Source)));
        }

        return levels;
    }

    /// <returns>The refined map, and the share of the differences that it takes away.</returns>
    private static (FrameMap Map, double Gain) RefineAt(GrayImage frame, GrayImage source, FrameMap start)
    {
        FrameMap best = start, current = start;
        double bestCost = double.MaxValue, firstCost = double.MaxValue;
        byte[]? tone = null;
        for (int i = 0; i <= Iterations; i++)
        {
            (GrayImage warped, byte[] mask) = FrameWarp.Gray(source, current);
            tone ??= ToneCurve.Fit(new AlignedPair(warped, frame, mask));
            (double[]? step, double cost) = Step(frame, warped, mask, tone, current);
            firstCost = i == 0 ? cost : firstCost;
            if (cost < bestCost)
            {
                (best, bestCost) = (current, cost);
            }

            if (step is null || i == Iterations)
            {
                break;
            }

            FrameMap next = current.With([.. step.Select((s, term) => s + (current.Bend?[term] ?? 0))]);
            double moved = Moved(current, next);
            current = next;
            if (moved < Arrived || Moved(start, current) > MaxMoveShare * Math.Max(frame.Width, frame.Height))
            {
                break;
            }
        }

        return (best, firstCost == double.MaxValue ? 0 : 1 - (bestCost / firstCost));
    }

    /// <summary>The step of the bend, and the mean of the differences as far as they count.</summary>
    private static (double[]? Step, double Cost) Step(GrayImage frame, GrayImage warped, byte[] mask, byte[] tone, FrameMap map)
    {
        int width = frame.Width, height = frame.Height;
        int every = Math.Max(1, (int)Math.Sqrt((double)width * height / MaxSamples));
        var samples = new List<(float U, float V, float SlopeX, float SlopeY, float Difference)>();
        byte[] w = warped.Pixels, f = frame.Pixels;
        for (int y = 1; y < height - 1; y += every)
        {
            for (int x = 1; x < width - 1; x += every)
            {
                int at = (y * width) + x;
                if ((mask[at - width] & mask[at - 1] & mask[at + 1] & mask[at + width]) == 0)
                {
                    continue;
                }

                int gx = tone[w[at + 1]] - tone[w[at - 1]], gy = tone[w[at + width]] - tone[w[at - width]];
                if (Math.Abs(gx) + Math.Abs(gy) >= 2 * MinGradient)
                {
                    (float sx, float sy) = InSource(map.Plane, x, y, gx / 2f, gy / 2f);
                    samples.Add((((2f * x) / width) - 1, ((2f * y) / height) - 1, sx, sy, f[at] - tone[w[at]]));
                }
            }
        }

        return samples.Count < MinSamples ? (null, double.MaxValue) : Solve(samples);
    }

    private static (double[]? Step, double Cost) Solve(List<(float U, float V, float SlopeX, float SlopeY, float Difference)> samples)
    {
        float[] sizes = [.. samples.Select(s => Math.Abs(s.Difference))];
        Array.Sort(sizes);
        float scale = Math.Max(2, 1.5f * sizes[sizes.Length / 2]);
        var equations = new NormalEquations(FrameMap.Terms);
        Span<double> row = stackalloc double[FrameMap.Terms];
        double cost = 0, slopes = 0;
        foreach ((float u, float v, float sx, float sy, float difference) in samples)
        {
            double size = Math.Abs(difference), weight = Math.Sqrt(size <= scale ? 1 : scale / size);
            cost += Math.Min(size, 3 * scale);
            slopes += ((sx * sx) + (sy * sy)) * weight * weight;
            Fill(row, u, v, sx * weight, 0);
            Fill(row, u, v, sy * weight, FrameMap.Terms / 2);
            equations.Add(row, difference * weight);
        }

        for (int term = 0; term < FrameMap.Terms; term++)
        {
            row.Clear();
            row[term] = Math.Sqrt(Stiffness * slopes);
            equations.Add(row, 0);
        }

        return (equations.Solve(1e-12), cost / samples.Count);
    }

    private static void Fill(Span<double> row, double u, double v, double slope, int from) =>
        (row[from], row[from + 1], row[from + 2], row[from + 3], row[from + 4], row[from + 5]) =
            (slope, slope * u, slope * v, slope * u * u, slope * u * v, slope * v * v);

    /// <summary>A slope over the frame's pixels as one over the source's: by the inverse of the transposed Jacobian.</summary>
    private static (float X, float Y) InSource(ImageTransform plane, int x, int y, float gx, float gy)
    {
        (double xx, double xy, double yx, double yy, _) = plane.LinearAt(x, y);
        double by = 1 / ((xx * yy) - (xy * yx));
        return ((float)(((yy * gx) - (yx * gy)) * by), (float)(((xx * gy) - (xy * gx)) * by));
    }

    private static double Moved(FrameMap before, FrameMap after)
    {
        double most = 0;
        foreach ((double x, double y) in ((double, double)[])[(0, 0), (before.Width - 1, 0), (before.Width - 1, before.Height - 1), (0, before.Height - 1)])
        {
            (double ax, double ay) = before.Apply(x, y);
            (double bx, double by) = after.Apply(x, y);
            most = Math.Max(most, Math.Sqrt(((ax - bx) * (ax - bx)) + ((ay - by) * (ay - by))));
        }

        return most;
    }
}
