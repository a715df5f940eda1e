using ImageSearch.Comparison.Pixels;
using ImageSearch.Geometry;

namespace ImageSearch.Comparison;

/// <summary>Compares the pixels of two files, the one brought onto the other: what has the last word wherever a file may be deleted.</summary>
internal static class PixelComparer
{
    /// <summary>A first look at this long side tells most apart.</summary>
    public const int FirstLongSide = 1024;

    /// <summary>Where little differs there, both are compared at the size that both have, up to this long side: a digit of a scanned page is seen.</summary>
    public const int FullLongSide = 4096;

    [ThreadStatic]
    public static double Last, LastColour, LastView;

    /// <summary>A second look is taken where no more than this share differs at the first.</summary>
    private const double LittleShare = 0.02;

    /// <summary>What comparing the pixels says, with all that was found before.</summary>
    /// <param name="found">What keypoints said, from the first image to the second.</param>
    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <exception cref="ImageException">A file is gone, cannot be read or is too large; its path is named.</exception>
    public static ImageComparison Confirm(ImageComparison found, ComparedImage first, ComparedImage second, double limitMegapixels)
    {
        if (found.Relation == ImageRelation.IdenticalBytes)
        {
            return found with { IsConfirmed = true };
        }

        PixelPair pair = new(first, second, limitMegapixels, FirstLongSide);
        PixelVerdict? best = null;
        foreach (ImageTransform transform in Candidates(found, first, second))
        {
            if (PixelVerdict.Of(pair, transform) is { } verdict && (best is null || verdict.IsBetterThan(best)))
            {
                best = verdict;
            }
        }

        if (best is null)
        {
            return found with { Relation = ImageRelation.None, IsConfirmed = true };
        }

        if (pair.CanBeLarger(best.Transform) && best.Evidence.ContradictingShare <= LittleShare)
        {
            best = PixelVerdict.Of(new PixelPair(first, second, limitMegapixels, FullLongSide), best.Transform) ?? best;
        }

        (Last, LastColour, LastView) = (best.Evidence.Excess, best.Evidence.ColourChange, best.Evidence.ViewAgreement);
        return best.Apply(found);
    }

    /// <summary>The transforms that are worth a look, from the first file's pixels to the second's.</summary>
    private static IEnumerable<ImageTransform> Candidates(ImageComparison found, ComparedImage first, ComparedImage second)
    {
        if (found.Geometry is { } geometry)
        {
            ImageTransform estimate = Described(second).Inverse()!.After(geometry.Transform).After(Described(first));
            yield return WholeView.Near(first, second, estimate) ?? estimate;
        }

        if (WholeView.Upright(first, second, isMirrored: false) is { } upright)
        {
            yield return upright;
        }
    }

    /// <summary>From a file's pixels to those that it was described at.</summary>
    private static ImageTransform Described(ComparedImage image) =>
        FrameWarp.Sizes(image.Width, image.Height, image.Features.Width, image.Features.Height);
}
