using ImageSearch.Index;

namespace ImageSearch.Retrieval;

/// <summary>Of rows that were imported it is not known where in their images they lie: nothing can be verified, votes alone are counted,
/// and whoever asked is told.</summary>
internal static class ImportedRows
{
    /// <summary>What is told.</summary>
    public const string Warning = "This index does not know where in its images the features lie, as it was imported: votes alone are "
        + "counted. A wrong answer comes if there is no right one.";

    /// <summary>Whether votes alone are counted, whatever is asked.</summary>
    public static bool CountVotesAlone(IndexSnapshot snapshot) => !snapshot.HasKeypoints;
}
