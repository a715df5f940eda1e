namespace ImageSearch.Search;

/// <summary>Which image of a group of duplicates is suggested to be kept; equal ones by the lower id.</summary>
public enum KeepRule
{
    /// <summary>The one with the most pixels, then with the most bytes.</summary>
    Largest,

    /// <summary>The one whose file was written first.</summary>
    Oldest,

    /// <summary>The one whose file was written last.</summary>
    Newest,

    /// <summary>The one with the shortest path.</summary>
    ShortestPath,
}
