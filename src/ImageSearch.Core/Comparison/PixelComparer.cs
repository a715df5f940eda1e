using ImageSearch.Comparison.Pixels;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison;

/// <summary>Compares the pixels of two files, the one brought onto the other: what has the last word wherever a file may be
/// deleted.</summary>
internal static class PixelComparer
{
    /// <summary>A first look at this long side tells most apart.</summary>
    public const int FirstLongSide = 1024;

    /// <summary>Where little differs there, both are compared at the size that both have, up to this long side: a digit of a scanned page
    /// is seen.</summary>
    public const int FullLongSide = 4096;

    /// <summary>A second look is taken where no more than this share differs at the first.</summary>
    private const double LittleShare = 0.02;

    /// <summary>Where two whole views lie upon each other exactly and so much agrees, no estimate explains them better.</summary>
    private const double SureAgreement = 0.6;

    /// <summary>What comparing the pixels says, with all that was found before; the same whichever of the two comes first.</summary>
    /// <param name="found">What keypoints said, from the first image to the second.</param>
    /// <param name="first">The first image.</param>
    /// <param name="second">The second image.</param>
    /// <param name="limitMegapixels">Files that claim more are refused before any pixel is made.</param>
    /// <param name="frames">What was read for other pairs of this run; null where there are none.</param>
    /// <exception cref="ImageException">A file is gone, cannot be read or is too large; its path is named.</exception>
    public static ImageComparison Confirm(ImageComparison found, DescribedImage first, DescribedImage second, double limitMegapixels,
        FrameCache? frames = null)
    {
        if (found.Relation == ImageRelation.IdenticalBytes)
        {
            return found with { IsConfirmed = true };
        }

        if (first.PageCount > 1 || second.PageCount > 1)
        {
            return OfPages(found, first, second, limitMegapixels, frames);
        }

        return OfOnePage(found, first, second, limitMegapixels, frames);
    }

    /// <summary>Files of several pages or frames are the same only if all of them are; where the first ones are alike, that is a
    /// part.</summary>
    private static ImageComparison OfPages(ImageComparison found, DescribedImage first, DescribedImage second, double limitMegapixels,
        FrameCache? frames)
    {
        if (first.PageCount == second.PageCount && PageComparer.AreEqual(first.Facts.Path, second.Facts.Path, limitMegapixels))
        {
            return found with
            {
                Relation = ImageRelation.IdenticalPixels,
                Confidence = 1,
                FirstOverlap = 1,
                SecondOverlap = 1,
                Agreement = 1,
                IsConfirmed = true
            };
        }

        ImageComparison page = OfOnePage(found, first, second, limitMegapixels, frames);
        return page.Relation > ImageRelation.SharedPart ? page with { Relation = ImageRelation.SharedPart } : page;
    }

    private static ImageComparison OfOnePage(ImageComparison found, DescribedImage first, DescribedImage second, double limitMegapixels,
        FrameCache? frames)
    {
        bool isInOrder = Order(first, second) <= 0;
        (DescribedImage a, DescribedImage b) = isInOrder ? (first, second) : (second, first);
        ImageTransform? geometry = isInOrder ? found.Geometry?.Transform : found.Geometry?.Transform.Inverse();
        PixelVerdict? verdict = Best(geometry, a, b, limitMegapixels, frames);
        return verdict is null
            ? found with
            {
                Relation = found.Relation == ImageRelation.None ? ImageRelation.None : ImageRelation.SharedPart,
                IsConfirmed = true
            }
            : verdict.Apply(found, isInOrder, verdict.IsEqualAsRead && HasSamePixels(a, b, limitMegapixels));
    }

    private static bool HasSamePixels(DescribedImage first, DescribedImage second, double limitMegapixels) =>
        (first.Width, first.Height) == (second.Width, second.Height)
        && PixelHash.Of(first.Facts.Path, limitMegapixels).AsSpan().SequenceEqual(PixelHash.Of(second.Facts.Path, limitMegapixels));

    /// <summary>The transform that explains both best, at full size where little differs; null where none has anything in common.</summary>
    private static PixelVerdict? Best(ImageTransform? geometry, DescribedImage first, DescribedImage second, double limitMegapixels,
        FrameCache? frames)
    {
        var pair = new PixelPair(first, second, limitMegapixels, FirstLongSide, frames);
        PixelVerdict? best = null;
        foreach (ImageTransform transform in Candidates(geometry, first, second))
        {
            if (PixelVerdict.Of(pair, transform) is { } verdict && (best is null || verdict.IsBetterThan(best)))
            {
                best = verdict;
            }

            // Where there is little to see, what was estimated may explain them as well as what they are.
            if (best is { IsExact: true } and ({ Evidence.IsClean: true } or { Evidence.ViewAgreement: >= SureAgreement }))
            {
                break;
            }
        }

        return best is not null && pair.CanBeLarger(best.Transform) && best.Evidence.ContradictingShare <= LittleShare
            ? PixelVerdict.Of(new PixelPair(first, second, limitMegapixels, FullLongSide), best.Transform) ?? best : best;
    }

    /// <summary>The transforms that are worth a look, from the first file's pixels to the second's.</summary>
    private static IEnumerable<ImageTransform> Candidates(ImageTransform? geometry, DescribedImage first, DescribedImage second)
    {
        ImageTransform? tried = null;
        if (geometry is not null)
        {
            ImageTransform estimate = Described(second).Inverse()!.After(geometry).After(Described(first));
            if (WholeView.Near(first, second, estimate) is { } exact)
            {
                tried = exact;
                yield return exact;
            }

            yield return estimate;
        }

        if (WholeView.Upright(first, second, isMirrored: false) is { } upright && upright != tried)
        {
            yield return upright;
        }
    }

    /// <summary>From a file's pixels to those that it was described at.</summary>
    private static ImageTransform Described(DescribedImage image) =>
        FrameWarp.Sizes(image.Width, image.Height, image.Features.Width, image.Features.Height);

    /// <summary>Any order will do that depends on the two alone.</summary>
    private static int Order(DescribedImage first, DescribedImage second)
    {
        int order = ((long)first.Width * first.Height).CompareTo((long)second.Width * second.Height);
        return order != 0 ? order : first.Facts.ContentHash.AsSpan().SequenceCompareTo(second.Facts.ContentHash.AsSpan());
    }
}
