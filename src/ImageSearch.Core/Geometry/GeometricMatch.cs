namespace ImageSearch.Geometry;

/// <summary>What two images have in common by geometry.</summary>
/// <param name="Transform">From the query's pixels to the image's, both as described; mirrored where the query is.</param>
/// <param name="Points">The inliers: pairs that agree with the transform, one for each place in either image.</param>
/// <param name="Tentative">How many pairs of places looked alike before geometry was asked.</param>
/// <param name="IsMirrored">Whether the image shows the query with left and right changed.</param>
public sealed record GeometricMatch(ImageTransform Transform, IReadOnlyList<MatchedPoint> Points, int Tentative, bool IsMirrored)
{
    /// <summary>How many inliers there are.</summary>
    public int Inliers => Points.Count;

    /// <summary>Whether either image has so few features that doubtful pairs were taken too; more inliers are then asked for.</summary>
    public bool IsOfFew { get; init; }
}
