using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Two images brought into one frame, that of the coarser of the two, so that nothing is compared that only one of them can have. The finer
/// one is shrunk to the same scale and then moved.
/// </summary>
/// <param name="Pair">Both in the frame, in luma.</param>
/// <param name="FirstFrame">The first image's colours in the frame's scale, and how to get there from the frame's pixels.</param>
/// <param name="SecondFrame">The same of the second image.</param>
/// <param name="ToSecond">From the first image's pixels, as they were given, to the second's.</param>
/// <param name="ToFirst">The way back.</param>
internal sealed record Alignment(AlignedPair Pair, (FramePixels Pixels, FrameMap FromFrame) FirstFrame,
    (FramePixels Pixels, FrameMap FromFrame) SecondFrame,
    Func<double, double, (double X, double Y)> ToSecond, Func<double, double, (double X, double Y)> ToFirst)
{
    /// <summary>Whether nothing was estimated.</summary>
    public bool IsExact { get; private init; }

    /// <summary>From here on the frame is cut to what both have.</summary>
    private const double CutShare = 0.9;

    /// <summary>An exact transform that the pixels move by more than this, in those of the coarse level, is not the one that made the
    /// copy.</summary>
    private const double MaxMove = 0.5;

    /// <summary>Two images of which each is a whole view of the other, under an exact transform; null where the pixels show that it is
    /// another one.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    /// <param name="transform">From the first image's pixels, as given, to the second's: it resizes, turns by quarters, mirrors.</param>
    public static Alignment? Whole(FramePixels first, FramePixels second, ImageTransform transform)
    {
        if (transform.Inverse() is not { } back)
        {
            return null;
        }

        bool isSecondCoarser = IsSecondCoarser(transform, first);
        (FramePixels source, FramePixels frame, ImageTransform toSource) = isSecondCoarser ? (first, second, back)
            : (second, first, transform);
        bool isTurned = Math.Abs(toSource.M11) < Math.Abs(toSource.M12);
        FramePixels small = isTurned ? source.At(frame.Height, frame.Width) : source.At(frame.Width, frame.Height);
        ImageTransform toSmall = FrameWarp.Sizes(source.Width, source.Height, small.Width, small.Height).After(toSource);
        bool isUpright = toSmall.M11 > 0 && toSmall.M22 > 0;
        var map = new FrameMap(isUpright ? ImageTransform.Identity : toSmall, null, frame.Width, frame.Height);
        GrayImage moved = isUpright ? small.Luma : FrameWarp.Gray(small.Luma, map).Image;
        if (Registration.MoveOfWhole(frame.Luma, moved) > MaxMove)
        {
            return null;
        }

        var found = new Alignment(
            new AlignedPair(moved, frame.Luma, null), (small, map), (frame, Itself(frame)), (isSecondCoarser ? transform : back).Apply,
            toSource.Apply)
        { IsExact = true };
        return isSecondCoarser ? found : found.Swapped();
    }

    /// <summary>Two images under a transform; null where they have nothing in common.</summary>
    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    /// <param name="transform">From the first image's pixels, as given, to the second's.</param>
    public static Alignment? Of(FramePixels first, FramePixels second, ImageTransform transform)
    {
        if (transform.Inverse() is not { } back)
        {
            return null;
        }

        return IsSecondCoarser(transform, first) ? Bring(first, second, back) : Bring(second, first, transform)?.Swapped();
    }

    /// <summary>Whether the second image shows what both have with fewer pixels, or as many.</summary>
    public static bool IsSecondCoarser(ImageTransform transform, FramePixels first) => ScaleAt(transform, first.Width, first.Height) <= 1;

    private Alignment Swapped() => new(new AlignedPair(Pair.Second, Pair.First, Pair.Mask), SecondFrame, FirstFrame, ToFirst, ToSecond)
    {
        IsExact = IsExact,
    };

    private static Alignment? Bring(FramePixels source, FramePixels frame, ImageTransform toSource)
    {
        double shrink = Math.Min(1, 1 / ScaleAt(toSource, frame.Width, frame.Height));
        int width = Math.Max(1, (int)Math.Round(source.Width * shrink)), height = Math.Max(1, (int)Math.Round(source.Height * shrink));
        FramePixels small = source.At(width, height);
        ImageTransform toSmall = FrameWarp.Sizes(source.Width, source.Height, width, height).After(toSource);
        if (toSmall.Inverse() is not { } toFrame || Cut(small, frame, toFrame) is not var (left, top, across, down))
        {
            return null;
        }

        FramePixels part = frame.Part(left, top, across, down);
        var toWhole = new ImageTransform(1, 0, left, 0, 1, top);
        FrameMap refined = Registration.Refine(part.Luma, small.Luma, toSmall.After(toWhole));
        FrameMap? byWholePixels = refined.ToWholePixels();
        FrameMap fromPart = byWholePixels ?? refined;
        (GrayImage warped, byte[] mask) = FrameWarp.Gray(small.Luma, fromPart);
        ImageTransform fromSource = FrameWarp.Sizes(source.Width, source.Height, width, height),
            toWholeSource = FrameWarp.Sizes(width, height, source.Width, source.Height);
        (double X, double Y) ToFrame(double x, double y)
        {
            (double sx, double sy) = fromSource.Apply(x, y);
            (double px, double py) = fromPart.Invert(sx, sy);
            return (px + left, py + top);
        }

        (double X, double Y) ToSource(double x, double y)
        {
            (double sx, double sy) = fromPart.Apply(x - left, y - top);
            return toWholeSource.Apply(sx, sy);
        }

        var ofFrame = new FrameMap(toWhole, null, across, down);
        return new Alignment(new AlignedPair(warped, part.Luma, mask), (small, fromPart), (frame, ofFrame), ToFrame, ToSource)
        {
            IsExact = byWholePixels is not null,
        };
    }

    private static FrameMap Itself(FramePixels frame) => new(ImageTransform.Identity, null, frame.Width, frame.Height);

    /// <summary>The part of the frame that the source covers; null if it is none.</summary>
    private static (int Left, int Top, int Width, int Height)? Cut(FramePixels source, FramePixels frame, ImageTransform toFrame)
    {
        IReadOnlyList<(double X, double Y)> outline = toFrame.Outline(source.Width, source.Height);
        int left = (int)Math.Clamp(Math.Floor(outline.Min(p => p.X)), 0, frame.Width),
            right = (int)Math.Clamp(Math.Ceiling(outline.Max(p => p.X)) + 1, 0, frame.Width);
        int top = (int)Math.Clamp(Math.Floor(outline.Min(p => p.Y)), 0, frame.Height),
            bottom = (int)Math.Clamp(Math.Ceiling(outline.Max(p => p.Y)) + 1, 0, frame.Height);
        return right - left < BlockGrid.BlockPixels || bottom - top < BlockGrid.BlockPixels ? null
            : (right - left) * (double)(bottom - top) > CutShare * frame.Width * frame.Height ? (0, 0, frame.Width, frame.Height)
            : (left, top, right - left, bottom - top);
    }

    private static double ScaleAt(ImageTransform transform, int width, int height)
    {
        (double xx, double xy, double yx, double yy, _) = transform.LinearAt(width / 2.0, height / 2.0);
        return Math.Sqrt(Math.Abs((xx * yy) - (xy * yx)));
    }
}
