using ImageSearch.Index;

namespace ImageSearch.PowerShell.Searching;

/// <summary>
/// What answers the queries of Find-SimilarImage: an index of this session, or a service. Files are described or sent side by side, and
/// answered in the order in which they were posted. Called by the pipeline's thread alone.
/// </summary>
/// <exception cref="ImageException">Of any method that answers: what is wrong with this one query.</exception>
/// <exception cref="ImageServiceException">The service refuses, or cannot be reached.</exception>
/// <exception cref="OperationCanceledException">The pipeline is stopped.</exception>
internal interface ISimilarSearch : IDisposable
{
    /// <summary>What is searched, in words.</summary>
    public string Subject { get; }

    /// <summary>How many files are posted and not yet taken.</summary>
    public long Pending { get; }

    /// <summary>Whether answers must be taken before more is posted.</summary>
    public bool IsFull { get; }

    /// <summary>Queues a file.</summary>
    public void Post(string path);

    /// <summary>Takes the next file that was posted; with <paramref name="wait"/>, waits for it. Null if none is there, or none is
    /// pending.</summary>
    public PostedQuery? Take(bool wait);

    /// <summary>Searches with an indexed image, which is not among its answers.</summary>
    public SimilarAnswer ById(long id);

    /// <summary>Searches with an image that an index of this session returned.</summary>
    public SimilarAnswer ByImage(IndexedImage image);

    /// <summary>Searches with raw descriptors, 128 bytes each.</summary>
    public SimilarAnswer ByDescriptors(byte[] descriptors);
}
