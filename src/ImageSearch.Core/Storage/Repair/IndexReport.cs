namespace ImageSearch.Storage.Repair;

/// <summary>What a check of an index file found.</summary>
/// <param name="Path">The file.</param>
/// <param name="Generation">The generation that it holds; -1 if that cannot be told.</param>
/// <param name="Images">How many images it holds, those with damaged rows among them.</param>
/// <param name="Rows">How many rows they have.</param>
/// <param name="RemovedRows">Rows of removed images whose space would be free once the file is written anew.</param>
/// <param name="Segments">How many segments the rows lie in.</param>
/// <param name="FileBytes">The file's length.</param>
/// <param name="Problems">What is damaged; empty if all is sound.</param>
public sealed record IndexReport(
    string Path, long Generation, int Images, long Rows, long RemovedRows, int Segments, long FileBytes, IReadOnlyList<IndexProblem> Problems)
{
    /// <summary>Whether everything is as it was written.</summary>
    public bool IsSound => Problems.Count == 0;
}
