using ImageSearch.Comparison;
using ImageSearch.Geometry;

namespace ImageSearch.Duplicates;

/// <summary>
/// Tells pairs whose keypoints show plainly that they are not the same view: the one is a part of the other, or turned. Where only whole
/// views are asked for, their pixels need not be compared. Few keypoints, or small differences, say nothing: a transform by few is off by
/// more than that.
/// </summary>
internal static class OtherView
{
    private const int ManyInliers = 30;
    private const double MinOverlap = 0.88;
    private const double MaxDegrees = 5;

    /// <summary>Fewer are enough where hashes are not near, and the difference is larger.</summary>
    private const int SomeInliers = 15;

    private const double MinOverlapOfSome = 0.7;
    private const double MaxDegreesOfSome = 8;

    /// <summary>Whether a comparison by keypoints says so.</summary>
    public static bool IsIn(ImageComparison found)
    {
        if (found.Geometry is not { IsMirrored: false } geometry)
        {
            return false;
        }

        double overlap = Math.Min(found.FirstOverlap ?? 1, found.SecondOverlap ?? 1), degrees = Math.Abs(geometry.Transform.AngleDegrees);
        bool isNear = found.PerceptualHashDistance <= Confidence.MaxHashBits;
        return (found.Inliers >= ManyInliers && (overlap < MinOverlap || degrees > MaxDegrees))
            || (found.Inliers >= SomeInliers && !isNear && (overlap < MinOverlapOfSome || degrees > MaxDegreesOfSome));
    }
}
