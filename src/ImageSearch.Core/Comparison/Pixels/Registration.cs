using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Refines a map on the pixels themselves to a fraction of a pixel, from small sizes to large ones: the increment that lessens the
/// differences most, found from gradients (Lucas, Kanade, "An iterative image registration technique", IJCAI 1981; Baker, Matthews,
/// "Lucas-Kanade 20 years on", IJCV 2004, section 2), with weights that fall with the difference (Huber), so that what differs in truth
/// does not pull.
/// </summary>
internal static class Registration
{
    /// <summary>The first level is no longer than this, in pixels: what is a long way off at full size is a step there.</summary>
    private const int CoarsestLongSide = 120;

    /// <summary>Whether two whole views are laid upon each other exactly is looked at here.</summary>
    private const int CheckedLongSide = 320;

    private const int Iterations = 12;

    /// <summary>So many pixels are looked at on the way, and so many at full size: with fewer the bends follow the noise.</summary>
    private const int Samples = 6_000, LastSamples = 20_000;

    /// <summary>Where no corner moves by more than this many pixels, it has arrived.</summary>
    private const double Arrived = 0.02;

    /// <summary>No corner may move by more than this share of the frame's long side: what would has lost its way.</summary>
    private const double MaxMoveShare = 0.15;

    /// <summary>Two whole views are moved only if that takes away so much of what differs: where there is little to see, noise alone moves
    /// them.</summary>
    private const double MinGain = 0.3;

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
            ImageTransform toSourceSize = FrameWarp.Sizes(s.Width, s.Height, source.Width, source.Height);
            current = RefineAt(f, s, small, i == 0 ? LastSamples : Samples).Map.Sized(frame.Width, frame.Height, toSourceSize);
        }

        return current;
    }

    /// <summary>By how many pixels of a small size a corner would move if two images of one size were laid upon each other
    /// better.</summary>
    public static double MoveOfWhole(GrayImage frame, GrayImage other)
    {
        (GrayImage f, GrayImage o) = Levels(frame, other, CheckedLongSide)[^1];
        var start = new FrameMap(ImageTransform.Identity, null, f.Width, f.Height);
        (FrameMap refined, double gain) = RefineAt(f, o, start, LastSamples);
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
    private static (FrameMap Map, double Gain) RefineAt(GrayImage frame, GrayImage source, FrameMap start, int samplesWanted)
    {
        FrameMap best = start, current = start;
        double bestCost = double.MaxValue, firstCost = double.MaxValue;
        (GrayImage warped, byte[] mask) = FrameWarp.Gray(source, start);
        var samples = new RegistrationSamples(frame, source, ToneCurve.Fit(new AlignedPair(warped, frame, mask)), samplesWanted);
        for (int i = 0; i <= Iterations; i++)
        {
            (double[]? step, double cost) = samples.Step(current);
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

    private static double Moved(FrameMap before, FrameMap after)
    {
        double most = 0;
        foreach ((double x, double y) in ((double, double)[])[(0, 0), (before.Width - 1, 0), (before.Width - 1, before.Height - 1),
            (0, before.Height - 1)])
        {
            (double ax, double ay) = before.Apply(x, y);
            (double bx, double by) = after.Apply(x, y);
            most = Math.Max(most, Math.Sqrt(((ax - bx) * (ax - bx)) + ((ay - by) * (ay - by))));
        }

        return most;
    }
}
