namespace ImageSearch.Geometry;

/// <summary>What two images have in common by geometry.</summary>
/// <param name="Transform">From the query's pixels to the image's, both as described; mirrored where the query is.</param>
/// <param name="Points">The inliers: pairs that agree with the transform, one for each place in either image.</param>
/// <param name="PutativeMatchCount">How many pairs of places looked alike before geometry was asked.</param>
/// <param name="IsMirrored">Whether the image shows the query mirrored horizontally.</param>
public sealed record GeometricMatch(ImageTransform Transform, IReadOnlyList<DescribedPoint> Points, int PutativeMatchCount, bool IsMirrored)
{
    /// <summary>How many inliers there are.</summary>
    public int Inliers => Points.Count;

    /// <summary>The inliers in pixels of both files.</summary>
    internal IReadOnlyList<MatchedPoint> PointsInFiles(FileScale query, FileScale image) =>
        [.. Points.Select(p => p.InFiles(query, image))];

    /// <summary>Where the corners of a query of so many described pixels lie in the image's file: top left, top right, bottom right, bottom
    /// left.</summary>
    internal IReadOnlyList<(double X, double Y)> OutlineInFile(int queryWidth, int queryHeight, FileScale image) =>
        [.. Transform.Outline(queryWidth, queryHeight).Select(p => image.Apply(p.X, p.Y))];

    /// <summary>Whether either image has so few features that doubtful pairs were taken too; more inliers are then asked for.</summary>
    public bool HasFewFeatures { get; init; }

    /// <summary>How many inliers lie on one straight line of either image, at most; counted where <see cref="HasFewFeatures"/>, else
    /// 0.</summary>
    public int CollinearInlierCount { get; init; }

    /// <summary>Whether features of simulated views were compared; more inliers are then asked for.</summary>
    internal bool IsThorough { get; init; }

    /// <summary>What matches along the transform are worth (<see cref="GuidedMatcher"/>); 0 where nobody looked.</summary>
    internal double GuidedMeaning { get; init; }

    /// <summary>The same from the image to the query; null where the transform has no inverse.</summary>
    internal GeometricMatch? Swapped() => Transform.Inverse() is { } back
        ? this with { Transform = back, Points = [.. Points.Select(p => p.Swapped)] } : null;
}
