using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Commit;

/// <summary>In what a snapshot differs from what a file holds.</summary>
/// <param name="New">Images whose rows the file lacks, in the order of their rows.</param>
/// <param name="Altered">Images whose rows it has, but about which something else is new.</param>
/// <param name="Removed">Ids of images that the snapshot lacks.</param>
internal sealed record CatalogChange(IReadOnlyList<IndexEntry> New, IReadOnlyList<StoredImage> Altered, IReadOnlyList<long> Removed)
{
    public bool IsEmpty => New.Count == 0 && Altered.Count == 0 && Removed.Count == 0;

    public static CatalogChange Between(IndexState inFile, IndexSnapshot snapshot, StoredPaths paths)
    {
        var stored = inFile.Catalog.Images.ToDictionary(i => i.Image.Id);
        var added = new List<IndexEntry>();
        var altered = new List<StoredImage>();
        foreach (IndexEntry entry in snapshot.Entries)
        {
            IndexedImage image = entry.Image;
            if (!stored.Remove(image.Id, out StoredImage? there) || !HasSameRows(there.Image, image))
            {
                added.Add(entry);
                continue;
            }

            string path = paths.ToStored(image.Path);
            if (there.Image.Path != path || there.Image.ModifiedUtc != image.ModifiedUtc || there.Image.LengthBytes != image.LengthBytes
                || there.Image.PerceptualHash != image.PerceptualHash || there.Image.PageCount != image.PageCount
                || (there.Image.Colours is null) != (image.Colours is null))
            {
                altered.Add(there with { Image = image with { Facts = image.Facts with { Path = path } } });
            }
        }

        return new CatalogChange(added, altered, [.. stored.Keys.Order()]);
    }

    /// <summary>An id is never given twice, and an index describes the same bytes in one way only.</summary>
    private static bool HasSameRows(IndexedImage there, IndexedImage here) =>
        there.ContentHash.AsSpan().SequenceEqual(here.ContentHash.AsSpan()) && there.FeatureCount == here.FeatureCount
        && (there.DescribedWidth, there.DescribedHeight) == (here.DescribedWidth, here.DescribedHeight);
}
