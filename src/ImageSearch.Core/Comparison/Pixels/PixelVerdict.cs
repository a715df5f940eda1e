using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Sift;

namespace ImageSearch.Comparison.Pixels;

/// <summary>What two files are to each other under one transform, by their pixels.</summary>
internal sealed class PixelVerdict
{
    /// <summary>What lies off by less of the long side lies in its place.</summary>
    private const double InPlace = 1e-5;

    /// <summary>So much more than what explains both as they lie must an estimate explain.</summary>
    private const double ExactFactor = 1.1;

    private readonly Alignment _alignment;
    private readonly PixelPair _pair;
    private readonly Coverage _first, _second;

    private PixelVerdict(PixelPair pair, Alignment alignment, PixelEvidence evidence)
    {
        (_pair, _alignment, Evidence) = (pair, alignment, evidence);
        FramePixels first = pair.FirstPixels, second = pair.SecondPixels;
        Transform = FileTransform(pair, alignment);
        _first = Coverage.Of(first, alignment.ToSecond, second.Width, second.Height);
        _second = Coverage.Of(second, alignment.ToFirst, first.Width, first.Height);
    }

    /// <summary>For and against.</summary>
    public PixelEvidence Evidence { get; }

    /// <summary>From the first file's pixels to the second's, refined.</summary>
    public ImageTransform Transform { get; }

    /// <summary>Whether they were laid upon each other without an estimate.</summary>
    public bool IsExact => _alignment.IsExact;

    /// <summary>Aligns and compares; null where nothing is common.</summary>
    public static PixelVerdict? Of(PixelPair pair, ImageTransform files)
    {
        ImageTransform read = pair.ToRead(files);
        Alignment? alignment = WholeView.IsExact(pair.First, pair.Second, files)
            ? Alignment.Whole(pair.FirstPixels, pair.SecondPixels, read)
            : Alignment.Of(pair.FirstPixels, pair.SecondPixels, read);
        if (alignment is null)
        {
            return null;
        }

        bool isUpright = PixelRelation.IsUpright(FileTransform(pair, alignment), pair.First.Width, pair.First.Height);
        (AlignedPair level, CommonTone? tone) = Levelling.Apply(alignment);
        (AlignedPair kept, LeftOut left) = isUpright ? (level, default) : EmptyCorners.Without(level, alignment);
        PixelEvidence evidence = BlockComparison.Compare(kept, alignment.IsExact, isUpright) with { LeftOut = left };
        evidence = ColourComparison.AddTo(evidence, alignment, tone, pair.ColourAllowance);
        return new PixelVerdict(pair, alignment, Exposures(evidence, pair, alignment));
    }

    /// <summary>Whether they are two exposures: where they lie upon each other as they are, by what compression kept of both. A file that
    /// was saved again does not lie a little aside; what a camera sees does.</summary>
    private static PixelEvidence Exposures(PixelEvidence evidence, PixelPair pair, Alignment alignment)
    {
        if (!evidence.IsClean || (pair.First.Width, pair.First.Height) != (pair.Second.Width, pair.Second.Height))
        {
            return evidence;
        }

        double moved = Moved(pair, alignment) / Math.Max(pair.FirstPixels.Width, pair.FirstPixels.Height);
        if (!alignment.IsExact || moved > InPlace)
        {
            return evidence with { MayBeOtherExposure = moved <= PixelRelation.MaxMovedShare };
        }

        return pair.QuantisedNoise() is not { } noise ? evidence : evidence with
        {
            IsOtherExposure = noise.IsOtherExposure,
            MayBeOtherExposure = noise.MayBeOtherExposure || (evidence.IsOtherExposure && noise.IsBeyondSteps),
        };
    }

    /// <summary>By how many pixels a corner of the first lies off the same of the second.</summary>
    private static double Moved(PixelPair pair, Alignment alignment)
    {
        (double right, double bottom) = (pair.FirstPixels.Width - 1, pair.FirstPixels.Height - 1);
        (double X, double Y)[] corners = [(0, 0), (right, 0), (0, bottom), (right, bottom)];
        return corners.Select(c => (From: c, To: alignment.ToSecond(c.X, c.Y)))
            .Max(c => Math.Max(Math.Abs(c.To.X - c.From.X), Math.Abs(c.To.Y - c.From.Y)));
    }

    /// <summary>The homography that is nearest to the alignment, from the first file's pixels to the second's.</summary>
    private static ImageTransform FileTransform(PixelPair pair, Alignment alignment)
    {
        const int Across = 6;
        var points = new List<KeypointMatch>();
        FramePixels first = pair.FirstPixels, second = pair.SecondPixels;
        for (int i = 0; i < Across * Across; i++)
        {
            double x = (i % Across) * (first.Width - 1.0) / (Across - 1), y = (i / Across) * (first.Height - 1.0) / (Across - 1);
            (double u, double v) = alignment.ToSecond(x, y);
            if (u > -second.Width && v > -second.Height && u < 2 * second.Width && v < 2 * second.Height)
            {
                points.Add(new KeypointMatch(i, i, new Keypoint((float)x, (float)y, 1, 0, 0),
                    new Keypoint((float)u, (float)v, 1, 0, 0), 0));
            }
        }

        return pair.ToFiles(LeastSquares.Homography(points) ?? LeastSquares.Similarity(points) ?? ImageTransform.Identity);
    }

    /// <summary>Whether it explains the two better than another.</summary>
    public bool IsBetterThan(PixelVerdict other) => Score > other.Score;

    /// <summary>What agrees less what contradicts. An estimate has more freedom than what was not estimated, and fits noise too.</summary>
    private double Score => (IsExact && Evidence.IsClean ? ExactFactor : 1) * (Evidence.Agreeing - Evidence.Contradicting);

    /// <summary>Whether both show the very same, as far as was read.</summary>
    public bool IsEqualAsRead => _alignment.IsExact && _alignment.Pair.First.Pixels.AsSpan().SequenceEqual(_alignment.Pair.Second.Pixels);

    /// <summary>The comparison with what the pixels say.</summary>
    /// <param name="found">What keypoints said.</param>
    /// <param name="isInOrder">Whether the first image here is the first there.</param>
    /// <param name="isIdentical">Whether every pixel of the files is the same.</param>
    public ImageComparison Apply(ImageComparison found, bool isInOrder, bool isIdentical)
    {
        (ImageRelation relation, double confidence) = isIdentical ? (ImageRelation.IdenticalPixels, 1)
            : PixelRelation.Of(Evidence, _first, _second, Transform, _pair.First, _pair.Second);
        ImageTransform? transform = isInOrder ? Transform : Transform.Inverse();
        DescribedImage first = isInOrder ? _pair.First : _pair.Second;

        // What keypoints are sure of is a part at least, be it too small for blocks to see.
        bool isPartAtLeast = relation == ImageRelation.None && found.Relation != ImageRelation.None;
        return found with
        {
            Relation = isPartAtLeast ? ImageRelation.SharedPart : relation,
            Confidence = isPartAtLeast ? Math.Min(found.Confidence, PixelRelation.MaxUnsure) : confidence,
            FirstOverlap = isInOrder ? _first.Share : _second.Share,
            SecondOverlap = isInOrder ? _second.Share : _first.Share,
            Agreement = Evidence.Agreement,
            IsConfirmed = true,
            Outline = transform?.Outline(first.Width, first.Height) ?? found.Outline,
            Differences = [.. Evidence.Areas.Select(ToDifference)
                .Select(d => isInOrder ? d : new ImageDifference(d.Second, d.First, d.Share))],
        };
    }

    private ImageDifference ToDifference(DifferingArea area)
    {
        (double, double)[] corners =
            [(area.Left, area.Top), (area.Right - 1, area.Top), (area.Right - 1, area.Bottom - 1), (area.Left, area.Bottom - 1)];
        return new ImageDifference(
            [.. corners.Select(c => InFile(_alignment.FirstFrame, _pair.First, c))],
            [.. corners.Select(c => InFile(_alignment.SecondFrame, _pair.Second, c))], area.Share);
    }

    private static (double X, double Y) InFile((FramePixels Pixels, FrameMap FromFrame) side, DescribedImage file, (double X, double Y) at)
    {
        (double x, double y) = side.FromFrame.Apply(at.X, at.Y);
        return FrameWarp.Sizes(side.Pixels.Width, side.Pixels.Height, file.Width, file.Height).Apply(x, y);
    }
}
