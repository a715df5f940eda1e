using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>
/// What indexes of few, more and many features an image would answer, for the price of searching the last one. An image's features are
/// sorted by strength, so that an index of fewer features holds the first rows of each image. The rows that each number of features adds
/// are a band; a query row's neighbours in all bands up to one, merged, are its neighbours in that number's index, ties included.
/// </summary>
internal sealed class FeatureBands
{
    private static readonly SearchOptions Options = new();
    private readonly Band[] _bands;

    /// <param name="settings">The settings of the images.</param>
    /// <param name="images">Images with features, at least as many as the largest number unless there are no more.</param>
    /// <param name="featureCounts">Numbers of features an image, rising.</param>
    public FeatureBands(IndexSettings settings, DescribedImage[] images, int[] featureCounts) =>
        _bands = [.. featureCounts.Select((to, i) => NewBand(settings, images, i == 0 ? 0 : featureCounts[i - 1], to))];

    /// <summary>Rows in each number's index.</summary>
    public IEnumerable<long> RowCounts => _bands.Select(b => b.Whole.RowCount);

    /// <summary>The matches in each number's index, of as many features of the query.</summary>
    public IEnumerable<IReadOnlyList<ImageMatch>> Find(ImageFeatures query, int threads)
    {
        Found[][] nearest = [.. Enumerable.Range(0, Math.Min(query.Count, _bands[^1].To)).Select(_ => Array.Empty<Found>())];
        ReadOnlyMemory<byte> rows = query.Descriptors.AsMemory(0, nearest.Length * SiftSettings.DescriptorBytes);
        foreach (Band band in _bands)
        {
            Neighbour[][] found = NearestSearch.Run(SearchScope.All(band.Added), rows,
                new NearestOptions(Options.Neighbours, threads), default);
            for (int i = 0; i < nearest.Length; i++)
            {
                nearest[i] = [.. nearest[i].Concat(found[i].Select(band.Locate))
                    .OrderBy(f => f.SquaredDistance).ThenBy(f => f.Image).ThenBy(f => f.Rank).Take(Options.Neighbours)];
            }

            Neighbour[][] voters = [.. nearest.Take(band.To).Select(n => n.Select(band.ToNeighbour).ToArray())];
            yield return VoteRanking.Rank(band.Whole, voters, Options);
        }
    }

    private static Band NewBand(IndexSettings settings, DescribedImage[] images, int from, int to)
    {
        int[] added = [.. Enumerable.Range(0, images.Length).Where(i => images[i].Features.Count > from)];
        return new Band(from, to, added, Index(settings, added.Select(i => images[i]), from, to), Index(settings, images, 0, to));
    }

    private static IndexSnapshot Index(IndexSettings settings, IEnumerable<DescribedImage> images, int from, int to)
    {
        var index = new ImageIndex(settings);
        foreach (DescribedImage image in images)
        {
            ImageFeatures all = image.Features;
            int end = Math.Min(to, all.Count);
            ImageFeatures features = all with
            {
                Keypoints = all.Keypoints[from..end],
                Descriptors = all.Descriptors[(from * SiftSettings.DescriptorBytes)..(end * SiftSettings.DescriptorBytes)],
            };
            index.Add(image with { Features = features }, out _);
        }

        return index.Snapshot();
    }

    /// <summary>A neighbour, whatever the index: its image's place among the images and its place among that image's features.</summary>
    private readonly record struct Found(int SquaredDistance, int Image, int Rank);

    /// <summary>The features from one number to the next, as an index, and the index of all up to that.</summary>
    private sealed record Band(int From, int To, int[] Images, IndexSnapshot Added, IndexSnapshot Whole)
    {
        /// <summary>Ids count from 1 in the order of adding.</summary>
        public Found Locate(Neighbour neighbour)
        {
            IndexEntry entry = Added.EntryOfRow(neighbour.Row);
            return new Found(neighbour.SquaredDistance, Images[entry.Image.Id - 1], From + (int)(neighbour.Row - entry.FirstRow));
        }

        public Neighbour ToNeighbour(Found found) => new(Whole.Entries[found.Image].FirstRow + found.Rank, found.SquaredDistance);
    }
}
