namespace ImageSearch.Reports;

/// <summary>A duplicate and its keeper with their pictures.</summary>
/// <param name="Pair">What was found.</param>
/// <param name="Keeper">The image to keep.</param>
/// <param name="Duplicate">The other.</param>
internal sealed record PicturedPair(ReportedDuplicate Pair, ShownImage Keeper, ShownImage Duplicate)
{
    /// <summary>The largest difference enlarged, in both images; null where there is none, or the small pictures show it.</summary>
    public (DetailPicture Keeper, DetailPicture Duplicate)? Detail { get; init; }
}
