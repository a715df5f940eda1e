using ImageSearch.Retrieval;

namespace ImageSearch.Cli;

/// <summary>What imagesearch find is to do.</summary>
/// <param name="Index">The index file.</param>
/// <param name="Images">Query images, or folders of them.</param>
/// <param name="Ids">Ids of indexed images to search with.</param>
/// <param name="Search">How to search.</param>
internal sealed record FindRequest(string Index, string[] Images, long[] Ids, SearchOptions Search)
{
    /// <summary>Options that were given and that votes alone cannot heed.</summary>
    public IReadOnlyList<string> OfComparison { get; init; } = [];

    /// <summary>Whether to look closer.</summary>
    public bool IsThorough { get; init; }

    /// <summary>Whether an effort was named.</summary>
    public bool NamesEffort { get; init; }

    /// <summary>Whether the answer is printed as JSON.</summary>
    public bool AsJson { get; init; }

    /// <summary>Draws the matches; null if no picture is wanted.</summary>
    public MatchPictures? Pictures { get; init; }
}
