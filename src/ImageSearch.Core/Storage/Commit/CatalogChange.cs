using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Commit;

/// <summary>In what an index differs from what its file holds.</summary>
/// <param name="New">Images whose rows the file lacks, in the order of their rows.</param>
/// <param name="Altered">Images whose rows it has, but about which something else is new.</param>
/// <param name="Removed">Ids of images that the index lacks.</param>
internal sealed record CatalogChange(IReadOnlyList<IndexEntry> New, IReadOnlyList<StoredImage> Altered, IReadOnlyList<long> Removed)
{
    public bool IsEmpty => New.Count == 0 && Altered.Count == 0 && Removed.Count == 0;

    /// <summary>All images of both are compared.</summary>
    public static CatalogChange Between(IndexState inFile, IndexSnapshot snapshot, StoredPaths paths)
    {
        var stored = inFile.Catalog.Images.ToDictionary(i => i.Image.Id);
        var added = new List<IndexEntry>();
        var altered = new List<StoredImage>();
        foreach (IndexEntry entry in snapshot.Entries)
        {
            if (!stored.Remove(entry.Image.Id, out StoredImage? there) || !HasSameRows(there.Image, entry.Image))
            {
                added.Add(entry);
                continue;
            }

            IndexedImage image = paths.ToStored(entry.Image);
            if (IsAltered(there.Image, image))
            {
                altered.Add(there with { Image = image });
            }
        }

        return new CatalogChange(added, altered, [.. stored.Keys.Order()]);
    }

    /// <summary>Only the images are looked at that were changed since the index had what the file has.</summary>
    public static CatalogChange Of(IReadOnlyList<ImageChange> changes, StoredPlaces places, StoredPaths paths)
    {
        var added = new List<IndexEntry>();
        var altered = new List<StoredImage>();
        foreach (ImageChange change in changes.Where(c => c.After is not null))
        {
            IndexEntry entry = change.After!;
            if (change.Before is not { } before || !HasSameRows(before, entry.Image) || places.Find(entry) is not { } place)
            {
                added.Add(entry);
            }
            else if (IsAltered(before, entry.Image))
            {
                altered.Add(new StoredImage(paths.ToStored(entry.Image), place.SegmentOffset, place.FirstRow));
            }
        }

        return new CatalogChange([.. added.OrderBy(e => e.FirstRow).ThenBy(e => e.Image.Id)], altered,
            [.. changes.Where(c => c.After is null).Select(c => c.Before!.Id).Order()]);
    }

    private static bool IsAltered(IndexedImage there, IndexedImage here) => there.Path != here.Path
        || there.ModifiedUtc != here.ModifiedUtc || there.LengthBytes != here.LengthBytes || there.PerceptualHash != here.PerceptualHash
        || there.PageCount != here.PageCount || (there.Colours is null) != (here.Colours is null);

    /// <summary>An id is never given twice, and an index describes the same bytes in one way only.</summary>
    private static bool HasSameRows(IndexedImage there, IndexedImage here) =>
        there.ContentHash.AsSpan().SequenceEqual(here.ContentHash.AsSpan()) && there.FeatureCount == here.FeatureCount
        && (there.DescribedWidth, there.DescribedHeight) == (here.DescribedWidth, here.DescribedHeight);
}
