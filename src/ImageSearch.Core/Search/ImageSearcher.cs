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

    /// <summary>Searches with the descriptors of several images at once, which costs less than one after the other.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="queries">The query rows of each image: 128 bytes each, one after the other.</param>
    /// <param name="options">Votes and limits.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <returns>The matches of each image, best first.</returns>
    /// <exception cref="ArgumentException">Descriptors are not whole rows, or an option is out of range.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<IReadOnlyList<ImageMatch>> FindAll(
        IndexSnapshot snapshot, IReadOnlyList<ReadOnlyMemory<byte>> queries, SearchOptions options, CancellationToken cancel = default)
    {
        foreach (ReadOnlyMemory<byte> query in queries)
        {
            CheckRows(query);
        }

        options.Validate();
        SearchScope scope = Scope(snapshot, options, 0);
        var matches = new List<IReadOnlyList<ImageMatch>>(queries.Count);
        int rowsAtOnce = FlatSearch.QueryRowsAtOnce(options.Neighbours);
        for (int first = 0; first < queries.Count;)
        {
            int end = first, bytes = 0;
            for (; end < queries.Count && (end == first || bytes + queries[end].Length <= rowsAtOnce * SiftSettings.DescriptorBytes); end++)
            {
                bytes += queries[end].Length;
            }

            matches.AddRange(Vote(snapshot, scope, queries, first, end, options, cancel));
            first = end;
        }

        return matches;
    }

    /// <summary>Searches with the rows of an indexed image, which is not among its own answers.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="id">The indexed image.</param>
    /// <param name="options">Votes and limits.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="ImageException">No image has the id.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<ImageMatch> Find(IndexSnapshot snapshot, long id, SearchOptions options, CancellationToken cancel = default) =>
        Vote(snapshot, snapshot.GetFeatures(id).Descriptors, options, id, cancel);

    /// <summary>Searches with an image, and returns only what geometry or the perceptual hash confirms.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="query">The query's features, described with the index's settings.</param>
    /// <param name="options">Confidence and limits; see <see cref="SearchOptions.Verified"/>.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <returns>The matches, the surest first; empty if there is none.</returns>
    /// <exception cref="ArgumentException">The descriptors are not whole rows, or an option is out of range.</exception>
    /// <exception cref="IndexException">The features are not of the index's kind.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<ImageMatch> FindVerified(IndexSnapshot snapshot, ImageQuery query, SearchOptions options, CancellationToken cancel = default) =>
        Verify(snapshot, query, options, 0, cancel);

    /// <summary>Searches with an indexed image, which is not among its own answers, and returns only what geometry or the perceptual hash confirms.</summary>
    /// <inheritdoc cref="Find(IndexSnapshot,long,SearchOptions,CancellationToken)"/>
    public static IReadOnlyList<ImageMatch> FindVerified(IndexSnapshot snapshot, long id, SearchOptions options, CancellationToken cancel = default) =>
        Verify(snapshot, ImageQuery.Of(snapshot.GetImage(id), snapshot.GetFeatures(id)), options, id, cancel);

    /// <summary>Searches with an image that is indexed too, and is not among its own answers.</summary>
    internal static IReadOnlyList<ImageMatch> FindVerified(IndexSnapshot snapshot, ImageQuery query, long withoutId, SearchOptions options, CancellationToken cancel) =>
        Verify(snapshot, query, options, withoutId, cancel);

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

    private static IReadOnlyList<ImageMatch> Verify(IndexSnapshot snapshot, ImageQuery query, SearchOptions options, long withoutId, CancellationToken cancel)
    {
        options.Validate();
        CheckRows(query.Features.Descriptors);
        if (query.Features.Kind != snapshot.Settings.Sift.Descriptor)
        {
            throw IndexException.SettingsMismatch("query", $"they are {query.Features.Kind} descriptors and its own are {snapshot.Settings.Sift.Descriptor}");
        }

        return VerifiedSearch.Find(snapshot, Scope(snapshot, options, withoutId), id => IsWanted(id, options, withoutId), query, options, cancel);
    }

    private static IReadOnlyList<ImageMatch> Vote(
        IndexSnapshot snapshot, ReadOnlyMemory<byte> descriptors, SearchOptions options, long withoutId, CancellationToken cancel)
    {
        options.Validate();
        CheckRows(descriptors);
        return Vote(snapshot, Scope(snapshot, options, withoutId), [descriptors], 0, 1, options, cancel)[0];
    }

    /// <summary>Searches with the rows of some of the queries in one go.</summary>
    private static IReadOnlyList<ImageMatch>[] Vote(IndexSnapshot snapshot, SearchScope scope, IReadOnlyList<ReadOnlyMemory<byte>> queries,
        int first, int end, SearchOptions options, CancellationToken cancel)
    {
        ReadOnlyMemory<byte> rows = queries[first];
        if (end - first > 1)
        {
            var all = new byte[Enumerable.Range(first, end - first).Sum(i => queries[i].Length)];
            int at = 0;
            for (int i = first; i < end; at += queries[i++].Length)
            {
                queries[i].Span.CopyTo(all.AsSpan(at));
            }

            rows = all;
        }

        Neighbour[][] neighbours = NearestSearch.Run(scope, rows, options, cancel);
        var matches = new IReadOnlyList<ImageMatch>[end - first];
        int row = 0;
        for (int i = first; i < end; i++)
        {
            int count = queries[i].Length / SiftSettings.DescriptorBytes;
            matches[i - first] = Voting.Rank(snapshot, neighbours[row..(row + count)], options);
            row += count;
        }

        return matches;
    }

    private static SearchScope Scope(IndexSnapshot snapshot, SearchOptions options, long withoutId) =>
        withoutId == 0 && options.AmongIds is null
            ? snapshot.All
            : new SearchScope(snapshot, id => IsWanted(id, options, withoutId));

    private static bool IsWanted(long id, SearchOptions options, long withoutId) => id != withoutId && options.AmongIds?.Contains(id) != false;

    private static void CheckRows(ReadOnlyMemory<byte> descriptors)
    {
        if (descriptors.Length % SiftSettings.DescriptorBytes != 0)
        {
            throw new ArgumentException($"{descriptors.Length} bytes are not whole descriptors of {SiftSettings.DescriptorBytes} bytes.", nameof(descriptors));
        }
    }
}
