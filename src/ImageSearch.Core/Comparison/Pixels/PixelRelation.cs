using ImageSearch.Features;
using ImageSearch.Geometry;

namespace ImageSearch.Comparison.Pixels;

/// <summary>From evidence to a relation, and how sure it is.</summary>
internal static class PixelRelation
{
    /// <summary>Turned by more than this many degrees, an image is turned; the horizon of a crop is sometimes straightened by
    /// less.</summary>
    private const double MaxUprightDegrees = 2.5;

    /// <summary>Beyond this ratio of its axes, or this change of scale from corner to corner, an image is seen at an angle.</summary>
    private const double MaxUprightStretch = 1.06;

    /// <summary>So much of an image lies in the other: all of it, but for rounding.</summary>
    private const double Whole = 0.985;

    /// <summary>
    /// A file that was saved again, or resized, lies where it lay: corners that are off by more than this share of the longer side are
    /// those of a crop, or of a camera that moved.
    /// </summary>
    public const double MaxMovedShare = 0.004;

    /// <summary>A turned view of which so much is there is still the view; less of it is a crop.</summary>
    public const double MostlyWhole = 0.5;

    /// <summary>What agrees in so much of what says anything is the same view, edited.</summary>
    private const double MinEditedAgreement = 0.52;

    /// <summary>From here on, of what says anything or of the view, it may as well be an edit as a common template, whose parts are the
    /// larger share.</summary>
    private const double UnsureAgreement = 0.5;

    /// <summary>
    /// Edited is said of bursts, templates and tight crops too, SameScene of two collages with one picture in common, and whatever is said
    /// where a block contradicts also of one cover on two tables: how sure they are at most follows from how often they are right.
    /// </summary>
    public const double MaxUnsure = 0.9;

    /// <summary>A file that was saved again, or as likely another exposure.</summary>
    public const double MaxOfEither = 0.6;

    /// <summary>Of copies and crops nearly all that shows anything agrees, but for what strong compression took.</summary>
    private const double MinSureAgreement = 0.8;

    /// <summary>Of a turned copy, what is left out as its empty corners lies in no more cells than this share; of any other relation it is
    /// no more of the pixels than that. More may be the white of a page, and its words with it.</summary>
    private const double MaxSureCells = 0.25, MaxSureLeftOut = 0.15;

    /// <summary>And in so much of all there is, with what is quiet in both.</summary>
    private const double MinEditedView = 0.5;

    /// <summary>With less agreement than this, nothing is common.</summary>
    private const double MinSharedAgreement = 0.02;

    private const double SlopeAtLimit = 40, Limit = 0.98;

    /// <summary>Blocks that agree, after which an accident is e times less likely.</summary>
    private const double BlocksToBeSure = 6;

    public static (ImageRelation Relation, double Confidence) Of(
        PixelEvidence evidence, Coverage first, Coverage second, ImageTransform transform, DescribedImage firstImage,
        DescribedImage secondImage)
    {
        double enough = 1 - Math.Exp(-evidence.Agreeing / BlocksToBeSure);
        if (evidence.Agreeing == 0 || evidence.Agreement < MinSharedAgreement)
        {
            return (ImageRelation.None, 0);
        }

        double same = 1 / (1 + Math.Exp(-SlopeAtLimit * (Limit - evidence.Excess)));
        if (evidence.IsClean || (evidence.IsRecoloured && (evidence with { ColourAreas = 0 }).IsClean))
        {
            ImageRelation clean = Clean(evidence, first, second, transform, firstImage, secondImage);
            bool mayBeOther = clean == ImageRelation.Edited || evidence.Contradicting > 0 || evidence.AreColoursDoubtful
                || evidence.MayBeOtherExposure || evidence.InformativeAgreement < MinSureAgreement
                || (clean == ImageRelation.Turned ? evidence.LeftOut.Cells > MaxSureCells : evidence.LeftOut.Share > MaxSureLeftOut)
                || (clean == ImageRelation.SameScene && Math.Min(first.Share, second.Share) < MostlyWhole);
            double most = evidence is { MayBeOtherExposure: true, IsOtherExposure: false } ? MaxOfEither : mayBeOther ? MaxUnsure : 1;
            return (clean, Math.Min(Math.Min(enough, same), most));
        }

        bool isView = Math.Min(first.Share, second.Share) >= MostlyWhole || first.Share >= Whole || second.Share >= Whole;
        bool isEdited = isView && evidence.Agreement >= MinEditedAgreement && evidence.ViewAgreement >= MinEditedView;
        bool isUnsure = isEdited || evidence.Agreement >= UnsureAgreement || evidence.ViewAgreement >= UnsureAgreement;
        return (isEdited ? ImageRelation.Edited : ImageRelation.SharedPart,
            Math.Min(Math.Min(enough, 1 - (0.5 * same)), isUnsure ? MaxUnsure : 1));
    }

    private static ImageRelation Clean(PixelEvidence evidence, Coverage first, Coverage second, ImageTransform transform, DescribedImage a,
        DescribedImage b)
    {
        ImageRelation view = View(evidence, first, second, transform, a, b);
        return evidence.IsRecoloured && view > ImageRelation.Recoloured ? ImageRelation.Recoloured : view;
    }

    private static ImageRelation View(PixelEvidence evidence, Coverage first, Coverage second, ImageTransform transform, DescribedImage a,
        DescribedImage b)
    {
        bool isUpright = IsUpright(transform, a.Width, a.Height), isFirstWhole = first.Share >= Whole,
            isSecondWhole = second.Share >= Whole;
        if (isFirstWhole && isSecondWhole && isUpright && !transform.IsMirrored && WholeView.MovedShare(a, b, transform) is > MaxMovedShare)
        {
            return IsWithin(transform, a, b) || (transform.Inverse() is { } back && IsWithin(back, b, a)) ? ImageRelation.Cropped
                : ImageRelation.SameScene;
        }

        if (isFirstWhole && isSecondWhole)
        {
            return evidence.IsOtherExposure ? ImageRelation.SameScene : transform.IsMirrored ? ImageRelation.Mirrored : !isUpright
                ? ImageRelation.Turned
                : (a.Width, a.Height) == (b.Width, b.Height) ? ImageRelation.Reencoded : ImageRelation.Resized;
        }

        if (isFirstWhole || isSecondWhole)
        {
            Coverage outer = isFirstWhole ? second : first;
            return isUpright && outer.IsAddedOutside ? ImageRelation.Edited
                : !isUpright && outer.IsFlatOutside ? ImageRelation.Turned
                : !isUpright && outer.Share >= MostlyWhole ? ImageRelation.Turned : transform.IsMirrored ? ImageRelation.Mirrored
                : ImageRelation.Cropped;
        }

        return !isUpright && Math.Min(first.Share, second.Share) >= MostlyWhole && (first.IsFlatOutside || second.IsFlatOutside)
            ? ImageRelation.Turned : ImageRelation.SameScene;
    }

    /// <summary>Whether the one lies within the other.</summary>
    private static bool IsWithin(ImageTransform transform, DescribedImage inner, DescribedImage outer)
    {
        double allowed = MaxMovedShare / 2 * Math.Max(outer.Width, outer.Height);
        return transform.Outline(inner.Width, inner.Height)
            .All(p => p.X >= -allowed && p.Y >= -allowed && p.X <= outer.Width - 1 + allowed && p.Y <= outer.Height - 1 + allowed);
    }

    /// <summary>Whether a transform only moves and resizes, or mirrors: it turns by no more than a little, and shows nothing at an
    /// angle.</summary>
    public static bool IsUpright(ImageTransform transform, int width, int height)
    {
        double least = double.MaxValue, most = 0;
        foreach ((double x, double y) in ((double, double)[])[(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)])
        {
            (double xx, double xy, double yx, double yy, _) = transform.LinearAt(x, y);
            double angle = Math.Atan2(transform.IsMirrored ? yx + xy : yx - xy, transform.IsMirrored ? yy - xx : xx + yy) * (180 / Math.PI);
            double determinant = Math.Abs((xx * yy) - (xy * yx)), squares = (xx * xx) + (xy * xy) + (yx * yx) + (yy * yy);
            double scale = Math.Sqrt(determinant);
            (least, most) = (Math.Min(least, scale), Math.Max(most, scale));
            if (Math.Abs(angle) > MaxUprightDegrees || squares / determinant > MaxUprightStretch + (1 / MaxUprightStretch))
            {
                return false;
            }
        }

        return most <= least * MaxUprightStretch;
    }
}
