namespace ImageSearch.PowerShell.Adding;

/// <summary>
/// What takes the files of Add-ImageToIndex: an index of this session, or a service. Files are described or sent side by side, and results
/// come in the order in which they were posted. Called by the pipeline's thread alone.
/// </summary>
/// <exception cref="ImageSearchException">Of Take: what ends the work.</exception>
/// <exception cref="OperationCanceledException">Of Take: the pipeline is stopped.</exception>
internal interface IImageAdder : IDisposable
{
    /// <summary>How many files are posted and not yet taken.</summary>
    public long Pending { get; }

    /// <summary>Whether results must be taken before more is posted.</summary>
    public bool IsFull { get; }

    /// <summary>Queues a file.</summary>
    public void Post(string path);

    /// <summary>Takes the next file that was posted; with <paramref name="wait"/>, waits for it. Null if none is there, or none is
    /// pending.</summary>
    public AddedFile? Take(bool wait);
}
