using ImageSearch.Index;
using ImageSearch.Retrieval;

namespace ImageSearch.Ingest;

/// <summary>Thorough searches with indexed images: an index has no features for one, so the image's file is looked at again.</summary>
public static class ThoroughQuery
{
    /// <summary>Searches with the file of an indexed image, which is not among its own answers.</summary>
    /// <param name="snapshot">Where to search.</param>
    /// <param name="id">The indexed image.</param>
    /// <param name="options">How many threads look, and how large a file they may open.</param>
    /// <exception cref="ImageException">No image has the id; or its file is gone, cannot be read, or is another one by now.</exception>
    public static ImageQuery Of(IndexSnapshot snapshot, long id, SearchOptions options)
    {
        IndexedImage image = snapshot.GetImage(id);
        FileState.Check(image.Facts);
        IndexSettings settings = snapshot.Settings.LimitedTo(options.LimitMegapixels);
        return ImageQuery.Of(snapshot, id).With(ImageDescriber.ForThoroughSearch(settings, options.Threads).Describe(image.Path));
    }
}
