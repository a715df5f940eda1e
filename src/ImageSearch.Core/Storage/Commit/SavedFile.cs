using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Commit;

/// <summary>
/// What an index's own file holds, as the next save needs it. An index that saved or opened the file knows it, and reads no catalog again;
/// of a file in another state, all is read and compared.
/// </summary>
/// <param name="Tip">What the next commit builds on.</param>
/// <param name="Places">Where the index's rows lie in it; null if its changes since are not known, so that all images are compared.</param>
/// <param name="Read">All of it.</param>
/// <param name="Target">The file, links resolved.</param>
internal sealed record SavedFile(FileTip Tip, StoredPlaces? Places, Func<IndexState> Read, string Target)
{
    /// <summary>In what an index differs from it.</summary>
    /// <exception cref="IndexException">All catalogs had to be read, and one is damaged.</exception>
    public CatalogChange ChangeTo(IndexContent content, StoredPaths paths)
    {
        if (Places is not null && Tip.ImageCount + content.Changes.Sum(Growth) == content.Snapshot.ImageCount)
        {
            return CatalogChange.Of(content.Changes, Places, paths);
        }

        return CatalogChange.Between(Read(), content.Snapshot, paths);
    }

    private static int Growth(ImageChange change) => (change.After is null ? 0 : 1) - (change.Before is null ? 0 : 1);

    /// <summary>All catalogs as one.</summary>
    /// <exception cref="IndexException">One is damaged.</exception>
    public Catalog ReadCatalog() => Read().Catalog;

    /// <summary>What it holds after a change was appended; null if where the rows lie is not known.</summary>
    /// <param name="slot">The slot that counts now.</param>
    /// <param name="newest">The header of the catalog that was appended.</param>
    /// <param name="change">That catalog.</param>
    /// <param name="images">How many images there are now.</param>
    public SavedFile? After(IndexSlot slot, CatalogHeader newest, Catalog change, int images) => Places is null ? null : this with
    {
        Tip = new FileTip(slot, newest, Tip.BaseBytes, false, change.RelativePaths, change.NextId,
            images, [.. Tip.Segments, .. change.Segments], change.Lists),
        Places = Places.With(change.Images),
    };
}
