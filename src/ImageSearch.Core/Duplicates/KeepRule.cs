namespace ImageSearch.Duplicates;

/// <summary>Which image of a group of duplicates is suggested to be kept; equal ones by the lower id.</summary>
public enum KeepRule
{
    /// <summary>
    /// The one with the most pixels, then one in colour rather than a gray one, then the least compressed one (a JPEG's tables say it;
    /// where that is not known, the one with the most bytes). Borders and the empty corners of a turned copy are no pixels. An image that
    /// is better than the one to be kept in any of these, or of which that one is a part, is no duplicate.
    /// </summary>
    Largest,

    /// <summary>The one whose file was written first.</summary>
    Oldest,

    /// <summary>The one whose file was written last.</summary>
    Newest,

    /// <summary>The one with the shortest path.</summary>
    ShortestPath,
}
