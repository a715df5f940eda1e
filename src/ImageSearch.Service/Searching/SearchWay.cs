namespace ImageSearch.Service.Searching;

/// <summary>How answers come about.</summary>
internal enum SearchWay
{
    /// <summary>Votes alone.</summary>
    Votes,

    /// <summary>Candidates are compared with the query.</summary>
    Verified,

    /// <summary>The query is looked at thoroughly, and more candidates are compared.</summary>
    Thorough,
}
