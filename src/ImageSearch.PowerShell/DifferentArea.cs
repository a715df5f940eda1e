using ImageSearch.Comparison;

namespace ImageSearch.PowerShell;

/// <summary>A place where two images contradict each other, as scripts have it.</summary>
public sealed record DifferentArea(IReadOnlyList<IReadOnlyList<double>> First, IReadOnlyList<IReadOnlyList<double>> Second, double Share)
{
    /// <summary>Where it lies in the query, the reference image or the image to keep: corners, X and Y each, in pixels of its
    /// file.</summary>
    public IReadOnlyList<IReadOnlyList<double>> First { get; } = First;

    /// <summary>Where it lies in the other image: the same corners, in pixels of that file.</summary>
    public IReadOnlyList<IReadOnlyList<double>> Second { get; } = Second;

    /// <summary>Which share of what both have in common it takes, 0 to 1.</summary>
    public double Share { get; } = Share;

    internal static DifferentArea[] Of(IReadOnlyList<ImageDifference> differences) =>
        [.. differences.Select(d => new DifferentArea(Corners.ToLists(d.First)!, Corners.ToLists(d.Second)!, d.Share))];

    /// <summary>The engine's form.</summary>
    internal static ImageDifference[] ToDifferences(IEnumerable<DifferentArea> areas) =>
        [.. areas.Select(a => new ImageDifference(Corners.FromLists(a.First)!, Corners.FromLists(a.Second)!, a.Share))];
}
