namespace ImageSearch.Duplicates;

/// <summary>What a search for duplicates found.</summary>
/// <param name="Groups">By the lowest id in them.</param>
/// <param name="Warnings">Files that are not what was indexed, or could not be compared: they are neither offered nor kept. By id.</param>
/// <param name="Links">Files that are other files under another name, and so no duplicates of them. By id.</param>
/// <param name="Undecided">Pairs that are what was asked for, of which each is better in something: none of their images is offered. By
/// id.</param>
public sealed record DuplicateResult(IReadOnlyList<DuplicateGroup> Groups, IReadOnlyList<DuplicateWarning> Warnings,
    IReadOnlyList<LinkedImage> Links, IReadOnlyList<UndecidedPair> Undecided)
{
    /// <summary>How many images need not be kept.</summary>
    public int DuplicateCount => Groups.Sum(g => g.Duplicates.Count);
}
