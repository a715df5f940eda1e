using System.Collections.Concurrent;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Measures;

namespace ImageSearch.Service.Searching;

/// <summary>Runs searches within the gate and counts how long their stages take.</summary>
internal sealed class Searches(ServiceOptions options, SearchGate gate, ImageBuffers buffers, Metrics metrics)
{
    /// <summary>What errors call an image that came without a name.</summary>
    public const string UploadName = "the image sent";

    private readonly ConcurrentDictionary<IndexSettings, ConcurrentBag<ImageDescriber>> _describers = [];

    /// <summary>Searches with an image's bytes, which are asked for once there is a slot, and taken over.</summary>
    public Task<Found> ByImageAsync(ServedIndex served, Func<ImageBuffers, ImageBuffer> imageOf, SearchOptions search, bool isThorough,
        CancellationToken cancel) =>
        RunAsync(
        isThorough,
        () =>
        {
            using ImageBuffer image = imageOf(buffers);
            using SentImage? file = search.ComparePixels ? SentImage.Keep(image) : null;
            DescribedImage query = metrics.Stage("describe", () => Describe(served.Index.Settings, image, isThorough));
            cancel.ThrowIfCancellationRequested();
            var notCompared = new List<ImageException>();
            SearchOptions bounded = Bounded(served, search, notCompared);
            IReadOnlyList<ImageMatch> matches = metrics.Stage("search",
                () => ImageSearcher.Search(served.Snapshot, ImageQuery.Of(file is null ? query : file.Name(query)), bounded, cancel));
            return new Found(matches, query.Features.Count, new QuerySize(query.Width, query.Height)) { NotCompared = notCompared };
        },
        cancel);

    /// <summary>Searches with the rows of an indexed image, which is not among its answers.</summary>
    public Task<Found> ByIdAsync(ServedIndex served, long id, SearchOptions search, bool isThorough, CancellationToken cancel) => RunAsync(
        isThorough,
        () =>
        {
            var notCompared = new List<ImageException>();
            SearchOptions bounded = Bounded(served, search, notCompared);
            ImageQuery query = isThorough
                ? metrics.Stage("describe", () => ThoroughQuery.Of(served.Snapshot, id, bounded)) : ImageQuery.Of(served.Snapshot, id);
            cancel.ThrowIfCancellationRequested();
            IReadOnlyList<ImageMatch> matches =
                metrics.Stage("search", () => ImageSearcher.Search(served.Snapshot, query, bounded, cancel));
            IndexedImage image = served.Snapshot.GetImage(id);
            return new Found(matches, image.FeatureCount, new QuerySize(image.Width, image.Height)) { NotCompared = notCompared };
        },
        cancel);

    /// <summary>Searches with the rows of one query.</summary>
    public Task<Found> ByDescriptorsAsync(ServedIndex served, byte[] descriptors, SearchOptions search, CancellationToken cancel) =>
        gate.RunAsync(
        () => new Found(
            metrics.Stage("search",
                () => ImageSearcher.Search(served.Snapshot, ImageQuery.OfDescriptors(descriptors),
                    Bounded(served, search, []), cancel)),
            descriptors.Length / Sift.SiftSettings.DescriptorBytes, null),
        cancel);

    private Task<Found> RunAsync(bool isThorough, Func<Found> work, CancellationToken cancel) =>
        isThorough ? gate.RunThoroughAsync(work, cancel) : gate.RunAsync(work, cancel);

    private SearchOptions Bounded(ServedIndex served, SearchOptions search, List<ImageException> notCompared) => search with
    {
        Threads = options.SearchThreads,
        LimitMegapixels = options.LimitMegapixels,
        OnNotCompared = notCompared.Add,
        OnListsDamaged = served.OnListsDamaged,
    };

    private DescribedImage Describe(IndexSettings settings, ImageBuffer image, bool isThorough)
    {
        IndexSettings bounded = settings.LimitedTo(options.LimitMegapixels);
        if (isThorough)
        {
            return ImageDescriber.ForThoroughSearch(bounded, options.SearchThreads).Describe(image.Bytes, image.LengthBytes, UploadName);
        }

        ConcurrentBag<ImageDescriber> idle = _describers.GetOrAdd(bounded, _ => []);
        ImageDescriber describer = idle.TryTake(out ImageDescriber? kept) ? kept : new ImageDescriber(bounded);
        try
        {
            return describer.Describe(image.Bytes, image.LengthBytes, UploadName);
        }
        finally
        {
            idle.Add(describer);
        }
    }
}
