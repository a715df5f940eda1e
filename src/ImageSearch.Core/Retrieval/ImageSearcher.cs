using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Sift;

namespace ImageSearch.Retrieval;

/// <summary>Finds the indexed images that a query shows: k nearest rows of each query row, votes, ranking, comparison.</summary>
public static class ImageSearcher
{
    /// <summary>Searches.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="query">What to search for.</param>
    /// <param name="options">Whether answers are verified, and limits. Descriptors alone are answered by votes, whatever they say.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <returns>The matches, the surest first, or of votes alone those with the most; empty if there is none.</returns>
    /// <exception cref="ArgumentException">The descriptors are not whole rows, or an option is out of range.</exception>
    /// <exception cref="IndexException">The features are not of the index's kind.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<ImageMatch> Search(IndexSnapshot snapshot, ImageQuery query, SearchOptions options,
        CancellationToken cancel = default) =>
        Search(snapshot, query, options, options.Nearest, cancel);

    /// <summary>The same, with the nearest rows looked for in a way of the caller's.</summary>
    internal static IReadOnlyList<ImageMatch> Search(
        IndexSnapshot snapshot, ImageQuery query, SearchOptions options, NearestOptions nearest, CancellationToken cancel = default)
    {
        options.Validate();
        if (query.Descriptors.Length % SiftSettings.DescriptorBytes != 0)
        {
            throw new ArgumentException(
                $"{query.Descriptors.Length} bytes are not whole descriptors of {SiftSettings.DescriptorBytes} bytes.", nameof(query));
        }

        snapshot.EnsureUnchanged();
        bool IsWanted(long id) => id != query.Id && options.AmongIds?.Contains(id) != false;
        IRowHolder holder = snapshot.Elsewhere is ISearchedElsewhere elsewhere
            ? elsewhere.HolderOf(snapshot, query.Id, options, cancel)
            : new LocalRows(snapshot, ScopeOf(snapshot, query.Id, options.AmongIds), options, nearest, cancel);
        return Search(snapshot, query, options, IsWanted, holder, cancel);
    }

    /// <summary>The rows that are searched: all, without those of one image, or those of some images alone.</summary>
    /// <param name="snapshot">What is searched.</param>
    /// <param name="without">The id of an image that is left out; 0 for none.</param>
    /// <param name="among">The ids of the images that are searched; null is all.</param>
    internal static SearchScope ScopeOf(IndexSnapshot snapshot, long without, IReadOnlySet<long>? among) =>
        without == 0 && among is null ? SearchScope.All(snapshot)
            : new SearchScope(snapshot, id => id != without && among?.Contains(id) != false);

    /// <summary>The same, of rows that lie wherever they do.</summary>
    /// <param name="snapshot">Where to search; no row of it is looked at.</param>
    /// <param name="query">What to search for.</param>
    /// <param name="options">Whether answers are verified, and limits.</param>
    /// <param name="isWanted">Which images are searched, by their ids; those who have the rows know it too.</param>
    /// <param name="holder">Who has the rows.</param>
    /// <param name="cancel">Ends the search.</param>
    internal static IReadOnlyList<ImageMatch> Search(IndexSnapshot snapshot, ImageQuery query, SearchOptions options,
        Func<long, bool> isWanted, IRowHolder holder, CancellationToken cancel)
    {
        if (query.Image is null || !options.Verify)
        {
            return VoteRanking.Rank(snapshot, holder.Nearest(query.Descriptors).Nearest, options);
        }

        ImageFeatures features = query.Image.Features;
        return features.Kind == snapshot.Settings.Sift.Descriptor
            ? new SpatialVerification(snapshot, isWanted, holder, options, cancel).Find(query.Image)
            : throw IndexException.SettingsMismatch(
                "query", $"they are {features.Kind} descriptors and its own are {snapshot.Settings.Sift.Descriptor}");
    }
}
