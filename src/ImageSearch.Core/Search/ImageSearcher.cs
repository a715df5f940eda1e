using ImageSearch.Kernels;
using ImageSearch.Sift;

namespace ImageSearch.Search;

/// <summary>Finds the indexed images that a query shows: k nearest rows of each query row, votes, ranking.</summary>
public static class ImageSearcher
{
    /// <summary>Searches with descriptors.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="descriptors">Query rows: 128 bytes each, one after the other.</param>
    /// <param name="options">Votes and limits.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <returns>The matches, best first; empty if no image has enough votes.</returns>
    /// <exception cref="ArgumentException">The descriptors are not whole rows, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<ImageMatch> Find(
        IndexSnapshot snapshot, ReadOnlyMemory<byte> descriptors, SearchOptions options, CancellationToken cancel = default) =>
        Vote(snapshot, descriptors, options, 0, cancel);

    /// <summary>Searches with the rows of an indexed image, which is not among its own answers.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="id">The indexed image.</param>
    /// <param name="options">Votes and limits.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="ImageException">No image has the id.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<ImageMatch> Find(IndexSnapshot snapshot, long id, SearchOptions options, CancellationToken cancel = default) =>
        Vote(snapshot, snapshot.GetFeatures(id).Descriptors, options, id, cancel);

    /// <summary>The k nearest rows of every query row, nearest first, ties to the lower row.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="descriptors">Query rows: 128 bytes each, one after the other.</param>
    /// <param name="neighbours">k, 1 to 1000.</param>
    /// <param name="threads">Threads; 0 is one a processor.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="ArgumentException">The descriptors are not whole rows, or k is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Neighbour[][] FindNeighbours(
        IndexSnapshot snapshot, ReadOnlyMemory<byte> descriptors, int neighbours, int threads = 0, CancellationToken cancel = default)
    {
        new SearchOptions(Neighbours: neighbours, Threads: threads).Validate();
        CheckRows(descriptors);
        return FlatSearch.Nearest(snapshot.All, descriptors, neighbours, threads, ScanKernels.Best, cancel);
    }

    /// <summary>All rows within a squared distance of every query row, nearest first, ties to the lower row.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="descriptors">Query rows: 128 bytes each, one after the other.</param>
    /// <param name="squaredDistance">The largest squared distance, 0 or more. Every row within it takes 16 bytes.</param>
    /// <param name="threads">Threads; 0 is one a processor.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="ArgumentException">The descriptors are not whole rows, or a number is negative.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static Neighbour[][] FindWithin(
        IndexSnapshot snapshot, ReadOnlyMemory<byte> descriptors, int squaredDistance, int threads = 0, CancellationToken cancel = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(squaredDistance);
        ArgumentOutOfRangeException.ThrowIfNegative(threads);
        CheckRows(descriptors);
        return FlatSearch.Within(snapshot.All, descriptors, squaredDistance, threads, ScanKernels.Best, cancel);
    }

    private static IReadOnlyList<ImageMatch> Vote(
        IndexSnapshot snapshot, ReadOnlyMemory<byte> descriptors, SearchOptions options, long withoutId, CancellationToken cancel)
    {
        options.Validate();
        CheckRows(descriptors);
        SearchScope scope = withoutId == 0 ? snapshot.All : new SearchScope(snapshot, id => id != withoutId);
        Neighbour[][] neighbours = FlatSearch.Nearest(scope, descriptors, options.Neighbours, options.Threads, ScanKernels.Best, cancel);
        return Voting.Rank(snapshot, neighbours, options);
    }

    private static void CheckRows(ReadOnlyMemory<byte> descriptors)
    {
        if (descriptors.Length % SiftSettings.DescriptorBytes != 0)
        {
            throw new ArgumentException($"{descriptors.Length} bytes are not whole descriptors of {SiftSettings.DescriptorBytes} bytes.", nameof(descriptors));
        }
    }
}
