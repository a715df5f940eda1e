namespace ImageSearch.Storage.Repair;

/// <summary>What a check of an index file found.</summary>
public sealed record IndexReport(
    string FullName, long Generation, int Images, long Rows, long RemovedRows, int Segments, long FileBytes,
    IReadOnlyList<IndexProblem> Problems)
{
    /// <summary>The file.</summary>
    public string FullName { get; } = FullName;

    /// <summary>The generation that it holds; -1 if that cannot be told.</summary>
    public long Generation { get; } = Generation;

    /// <summary>How many images it holds, those with damaged rows among them.</summary>
    public int Images { get; } = Images;

    /// <summary>How many rows they have.</summary>
    public long Rows { get; } = Rows;

    /// <summary>Rows of removed images whose space would be free once the file is written anew.</summary>
    public long RemovedRows { get; } = RemovedRows;

    /// <summary>How many segments the rows lie in.</summary>
    public int Segments { get; } = Segments;

    /// <summary>The file's length.</summary>
    public long FileBytes { get; } = FileBytes;

    /// <summary>What is damaged; empty if all is sound.</summary>
    public IReadOnlyList<IndexProblem> Problems { get; } = Array.AsReadOnly([.. Problems]);

    /// <summary>Whether everything is as it was written.</summary>
    public bool IsSound => Problems.Count == 0;
}
