using ImageSearch.Search;

namespace ImageSearch.Ingest;

/// <summary>Thorough searches with indexed images: an index has no features for one, so the image's file is looked at again.</summary>
public static class ThoroughSearch
{
    /// <summary>Searches with the file of an indexed image, which is not among its own answers.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="id">The indexed image.</param>
    /// <param name="options">Confidence and limits.</param>
    /// <param name="cancel">Ends the search.</param>
    /// <exception cref="ImageException">No image has the id; or its file is gone, cannot be read, or is another one by now.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IReadOnlyList<ImageMatch> Find(IndexSnapshot snapshot, long id, SearchOptions options, CancellationToken cancel)
    {
        IndexedImage image = snapshot.GetImage(id);
        FileState.Check(image.Facts);
        IndexSettings settings = snapshot.Settings with { Imaging = snapshot.Settings.Imaging with { LimitMegapixels = options.LimitMegapixels } };
        ImageQuery query = ImageQuery.Of(image, snapshot.GetFeatures(id)) with
        {
            MoreFeatures = ImageDescriber.ForThoroughSearch(settings, options.Threads).Describe(image.Path).MoreFeatures,
        };
        return ImageSearcher.FindVerified(snapshot, query, id, options, cancel);
    }
}
