using ImageSearch.Geometry;

namespace ImageSearch.PowerShell;

/// <summary>
/// Where in two images what was found lies: more than a list or a file of results is to have by itself, so -Detailed asks for it. Pictures
/// of
/// matches have it either way, as long as the result comes from this session.
/// </summary>
public sealed record MatchDetail
{
    /// <summary>From the first image's pixels to the second's, both as they were described; null without geometry.</summary>
    public ImageTransform? Transform { get; internal init; }

    /// <summary>Where the first image's corners lie in the second: X and Y in pixels of its file, top left, top right, bottom right, bottom
    /// left.</summary>
    public IReadOnlyList<IReadOnlyList<double>>? Outline { get; internal init; }

    /// <summary>The inliers: places that both show, in pixels of both files, the surest first; empty without geometry.</summary>
    public IReadOnlyList<MatchedPoint> Points { get; internal init => field = value.ToReadOnly(); } = [];

    /// <summary>What both have in common, the largest part first.</summary>
    public IReadOnlyList<CommonArea> Parts { get; internal init => field = value.ToReadOnly(); } = [];

    /// <summary>Where the two contradict each other, the largest first; empty unless pixels were compared.</summary>
    public IReadOnlyList<DifferentArea> Differences { get; internal init => field = value.ToReadOnly(); } = [];
}
