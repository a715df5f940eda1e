namespace ImageSearch.Service.Api;

/// <summary>Some of an index's groups of duplicates.</summary>
/// <param name="Generation">The generation that they are of; a newer one may have other groups of the same numbers.</param>
/// <param name="Total">How many groups there are.</param>
/// <param name="Groups">By their numbers.</param>
/// <param name="Problems">Images that were left out, since their files are not what was indexed or cannot be read: the first 1000, on the
/// first page alone.</param>
/// <param name="Next">Where the next ones are; absent after the last.</param>
internal sealed record DuplicatePage(long Generation, int Total, IReadOnlyList<DuplicateGroup> Groups,
    IReadOnlyList<DuplicateProblem> Problems, string? Next);
