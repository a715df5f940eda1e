using ImageSearch.Geometry;
using ImageSearch.Sift;

namespace ImageSearch.Comparison;

/// <summary>
/// What the keypoints of two images say for and against a transform. It predicts for every feature where its partner must lie, how large
/// and how turned. In the cells of a grid over what both have, those with such partners agree; those with features of both images and no
/// partner contradict; those without features are silent. Inliers say that something is common; this says whether the rest is, too.
/// </summary>
/// <param name="Agreeing">Cells that agree.</param>
/// <param name="Contradicting">Cells that contradict.</param>
/// <param name="FirstOverlap">Which share of the first image's area lies in the second.</param>
/// <param name="SecondOverlap">Which share of the second image's area lies in the first.</param>
internal sealed record KeypointEvidence(int Agreeing, int Contradicting, double FirstOverlap, double SecondOverlap)
{
    /// <summary>A partner may lie so many pixels off, and more by this share of its scale.</summary>
    private const double Pixels = 5, ScaleShare = 0.7;

    private const double MaxAngleDegrees = 30;

    private static readonly double MaxScaleError = Math.Log(1.8);

    /// <summary>Features in a cell, by and large.</summary>
    private const int FeaturesInCell = 6;

    private const int MaxCellsAcross = 8, MinCellsAcross = 3;

    /// <summary>A cell contradicts from so many features of either image on.</summary>
    private const int MinFeaturesToContradict = 3;

    /// <summary>With less agreement than this only a part is common.</summary>
    private const double MinAgreement = 0.4;

    private const double Slope = 25;

    /// <summary>Points across and down at which the overlap is measured.</summary>
    private const int OverlapPoints = 24;

    /// <summary>Of the cells that say anything, the share that agrees; 0 where none does.</summary>
    public double Agreement => Agreeing == 0 ? 0 : Agreeing / (double)(Agreeing + Contradicting);

    /// <summary>How sure it is that the view is common and not a part alone, 0 to 1: 0.5 where two of five cells agree, as watermarks never
    /// had.</summary>
    public double ViewConfidence => Agreeing + Contradicting == 0 ? 1
        : 1 / (1 + Math.Exp(-Slope * (((Agreeing + 0.5) / (Agreeing + Contradicting + 0.5)) - MinAgreement)));

    /// <summary>What two images' keypoints say.</summary>
    /// <param name="first">The first image, mirrored where the match is.</param>
    /// <param name="second">The second image.</param>
    /// <param name="transforms">From the first's described pixels to the second's, one for each part that both have.</param>
    /// <param name="frames">Where features have frames of their own, what it means that two are alike; null where keypoints say
    /// all.</param>
    public static KeypointEvidence Of(ImageFeatures first, ImageFeatures second, IReadOnlyList<ImageTransform> transforms,
        FrameAgreement? frames = null)
    {
        (ImageTransform There, ImageTransform Back)[] ways = [.. transforms.Select(t => (t, t.Inverse()!)).Where(t => t.Item2 is not null)];
        (double X, double Y)?[] secondAt =
            [.. second.Keypoints.Select(k => ways.Select(w => Inside(w.Back.Apply(k.X, k.Y), first)).FirstOrDefault(p => p is not null))];
        int[] inFirst = [.. Enumerable.Range(0, first.Count)
            .Where(i => Array.Exists(ways, w => Inside(w.There.Apply(first.Keypoints[i].X, first.Keypoints[i].Y), second) is not null))];
        int common = Math.Min(inFirst.Length, secondAt.Count(p => p is not null));
        int across = Math.Clamp((int)Math.Round(Math.Sqrt(common / (double)FeaturesInCell)), MinCellsAcross, MaxCellsAcross);
        var cells = new Cells(first, inFirst, secondAt, across);
        var places = new PlaceGrid(second);
        foreach (int i in inFirst)
        {
            cells.AddFirst(i, Array.Exists(ways, w => HasPartner(first, i, second, places, w.There, frames)));
        }

        foreach ((double X, double Y)? at in secondAt)
        {
            cells.AddSecond(at);
        }

        (int agreeing, int contradicting) = cells.Count(MinFeaturesToContradict);
        return new KeypointEvidence(agreeing, contradicting, Overlap(first, second, [.. ways.Select(w => w.There)]),
            Overlap(second, first, [.. ways.Select(w => w.Back)]));
    }

    private static (double X, double Y)? Inside((double X, double Y) at, ImageFeatures image) =>
        at.X >= 0 && at.Y >= 0 && at.X <= image.Width - 1 && at.Y <= image.Height - 1 ? at : null;

    private static bool HasPartner(ImageFeatures first, int index, ImageFeatures second, PlaceGrid places, ImageTransform transform,
        FrameAgreement? frames)
    {
        Keypoint keypoint = first.Keypoints[index];
        (double x, double y) = transform.Apply(keypoint.X, keypoint.Y);
        (double xx, double xy, double yx, double yy, _) = transform.LinearAt(keypoint.X, keypoint.Y);
        double scale = Math.Sqrt(Math.Abs((xx * yy) - (xy * yx))), angle = keypoint.Angle
            + (Math.Atan2(yx - xy, xx + yy) * (180 / Math.PI));
        double expected = keypoint.Scale * scale, reach = (Pixels * Math.Max(1, scale)) + (ScaleShare * expected);
        foreach (int other in places.Around(x, y, reach))
        {
            Keypoint candidate = second.Keypoints[other];
            double turned = Math.Abs(candidate.Angle - angle) % 360;
            if ((frames?.IsAlike(new AffineFrame(xx, xy, yx, yy), index, other)
                    ?? (Math.Min(turned, 360 - turned) <= MaxAngleDegrees
                        && Math.Abs(Math.Log(candidate.Scale / expected)) <= MaxScaleError))
                && DescriptorDistance.Squared(first.Descriptors, index, second.Descriptors, other) <= DescriptorDistance.MaxOfPartners)
            {
                return true;
            }
        }

        return false;
    }

    private static double Overlap(ImageFeatures image, ImageFeatures other, ImageTransform[] transforms)
    {
        int inside = 0;
        for (int i = 0; i < OverlapPoints * OverlapPoints; i++)
        {
            double x = PixelCentres.Resize(i % OverlapPoints, OverlapPoints, image.Width),
                y = PixelCentres.Resize(i / OverlapPoints, OverlapPoints, image.Height);
            inside += Array.Exists(transforms, t => t.Apply(x, y) is var (u, v) && u >= -1 && v >= -1 && u <= other.Width
                && v <= other.Height) ? 1 : 0;
        }

        return inside / (double)(OverlapPoints * OverlapPoints);
    }

    /// <summary>The cells of a grid over the box of what lies in both, in the first image's pixels.</summary>
    private sealed class Cells
    {
        private readonly int _across;
        private readonly double _left, _top, _width, _height;
        private readonly (int First, int Second, int Partners)[] _counts;
        private readonly ImageFeatures _first;

        public Cells(ImageFeatures first, int[] inFirst, (double X, double Y)?[] second, int across)
        {
            (_first, _across, _counts) = (first, across, new (int, int, int)[across * across]);
            (double X, double Y)[] all =
            [
                .. inFirst.Select(i => ((double)first.Keypoints[i].X, (double)first.Keypoints[i].Y)),
                .. second.Where(p => p is not null).Select(p => p!.Value),
            ];
            if (all.Length > 0)
            {
                (_left, _top) = (all.Min(p => p.X), all.Min(p => p.Y));
                (_width, _height) = (Math.Max(1, all.Max(p => p.X) - _left), Math.Max(1, all.Max(p => p.Y) - _top));
            }
        }

        public void AddFirst(int index, bool hasPartner)
        {
            ref (int First, int Second, int Partners) cell = ref _counts[At(_first.Keypoints[index].X, _first.Keypoints[index].Y)];
            cell = (cell.First + 1, cell.Second, cell.Partners + (hasPartner ? 1 : 0));
        }

        public void AddSecond((double X, double Y)? at)
        {
            if (at is var (x, y))
            {
                _counts[At(x, y)].Second++;
            }
        }

        public (int Agreeing, int Contradicting) Count(int minFeatures) =>
            (_counts.Count(c => c.Partners > 0), _counts.Count(c => c.Partners == 0 && c.First >= minFeatures && c.Second >= minFeatures));

        private int At(double x, double y) =>
            (Math.Clamp((int)((y - _top) / _height * _across), 0, _across - 1) * _across)
            + Math.Clamp((int)((x - _left) / _width * _across), 0, _across - 1);
    }
}
