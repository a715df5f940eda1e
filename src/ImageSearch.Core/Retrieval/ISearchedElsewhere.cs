using ImageSearch.Index;

namespace ImageSearch.Retrieval;

/// <summary>Rows on other machines that are searched there.</summary>
internal interface ISearchedElsewhere : IRowsElsewhere
{
    /// <summary>Who has the rows of one search.</summary>
    /// <param name="snapshot">What is searched.</param>
    /// <param name="without">The id of an image that is left out; 0 for none.</param>
    /// <param name="options">How, and among which images.</param>
    /// <param name="cancel">Ends the search.</param>
    public IRowHolder HolderOf(IndexSnapshot snapshot, long without, SearchOptions options, CancellationToken cancel);
}
