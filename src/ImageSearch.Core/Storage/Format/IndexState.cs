namespace ImageSearch.Storage.Format;

/// <summary>What a file holds at a commit, without the rows: its catalogs, one upon the other.</summary>
/// <param name="Slot">The header slot that names it.</param>
/// <param name="Newest">The header of the newest catalog.</param>
/// <param name="BaseBytes">Bytes of the catalog that the chain begins with.</param>
/// <param name="Catalog">All of it as one catalog; images in the order of their rows, paths as the file has them.</param>
/// <param name="IsSlotDamaged">Whether the slot that should say so does not: the commit was found behind the other slot's, or has another
/// slot.</param>
internal sealed record IndexState(IndexSlot Slot, CatalogHeader Newest, long BaseBytes, Catalog Catalog, bool IsSlotDamaged)
{
    public FileMark Mark => Slot.Mark;

    /// <summary>Rows that images have.</summary>
    public long LiveRows => Catalog.Images.Sum(i => (long)i.Image.FeatureCount);

    /// <summary>Rows that lie in the file, those of removed images among them.</summary>
    public long AllRows => Catalog.Segments.Sum(s => s.Rows);

    /// <summary>Puts catalogs one upon the other, the one that stands for itself first, and checks that the whole can be.</summary>
    /// <exception cref="InvalidDataException">They contradict each other or the file.</exception>
    public static Catalog Merge(IReadOnlyList<Catalog> chain, long fileBytes)
    {
        var segments = new List<StoredSegment>();
        var images = new Dictionary<long, StoredImage>();
        foreach (Catalog catalog in chain)
        {
            segments.AddRange(catalog.Segments);
            if (catalog.Settings != chain[0].Settings || catalog.RelativePaths != chain[0].RelativePaths)
            {
                throw new InvalidDataException("its catalogs do not agree on the settings");
            }

            if (!catalog.Removed.All(images.Remove))
            {
                throw new InvalidDataException("an image is gone that was never there");
            }

            if (catalog.Images.DistinctBy(i => i.Image.Id).Count() != catalog.Images.Count)
            {
                throw new InvalidDataException("its image ids are not unique");
            }

            foreach (StoredImage image in catalog.Images)
            {
                images[image.Image.Id] = image;
            }
        }

        Catalog newest = chain[^1];
        StoredImage[] inOrder = [.. images.Values.OrderBy(i => i.SegmentOffset).ThenBy(i => i.FirstRow)];
        CheckSegments(segments, fileBytes);
        CheckImages(inOrder, segments, newest.NextId);
        return newest with { Segments = segments, Images = inOrder, Removed = [] };
    }

    /// <summary>Checks that a catalog can follow upon what a file holds, of which the images are not looked at again.</summary>
    /// <param name="segments">The file's segments.</param>
    /// <param name="change">The catalog.</param>
    /// <param name="fileBytes">Where the file ends before the catalog.</param>
    /// <exception cref="InvalidDataException">It contradicts itself or the file.</exception>
    public static void CheckChange(IReadOnlyList<StoredSegment> segments, Catalog change, long fileBytes)
    {
        List<StoredSegment> all = [.. segments, .. change.Segments];
        StoredImage[] inOrder = [.. change.Images.OrderBy(i => i.SegmentOffset).ThenBy(i => i.FirstRow)];
        if (inOrder.DistinctBy(i => i.Image.Id).Count() != inOrder.Length || change.Removed.Any(r => inOrder.Any(i => i.Image.Id == r)))
        {
            throw new InvalidDataException("its image ids are not unique");
        }

        CheckSegments(all, fileBytes);
        CheckImages(inOrder, all, change.NextId);
    }

    /// <summary>Segments lie apart and within the file, so that no byte of it is counted twice.</summary>
    private static void CheckSegments(List<StoredSegment> segments, long fileBytes)
    {
        long free = IndexFormat.HeaderBytes;
        foreach (StoredSegment segment in segments)
        {
            if (segment.Offset < free || segment.Offset % IndexFormat.Alignment != 0 || segment.Offset > fileBytes
                || !SegmentHeader.HasRoom(segment.Rows, fileBytes - segment.Offset))
            {
                throw new InvalidDataException("a segment lies outside of the file, or on another");
            }

            free = segment.Offset + SegmentHeader.TableAt(segment.Rows);
        }
    }

    private static void CheckImages(StoredImage[] images, List<StoredSegment> segments, long nextId)
    {
        var rows = segments.ToDictionary(s => s.Offset, s => s.Rows);
        (long segment, long free) = (0, 0);
        foreach (StoredImage image in images.Where(i => i.Image.FeatureCount > 0))
        {
            free = image.SegmentOffset == segment ? free : 0;
            segment = image.SegmentOffset;
            if (image.FirstRow < free || !rows.TryGetValue(segment, out long count) || image.FirstRow > count - image.Image.FeatureCount)
            {
                throw new InvalidDataException("its images and its rows do not agree");
            }

            free = image.FirstRow + image.Image.FeatureCount;
        }

        // Ids count up from 1 for as long as anybody adds images; one that is near the end of the numbers was not counted to.
        if (nextId is < 1 or > long.MaxValue / 2 || images.Any(i => i.Image.Id <= 0 || i.Image.Id >= nextId))
        {
            throw new InvalidDataException("its image ids are not below the next one");
        }

        if (images.DistinctBy(i => i.Image.Path, StringComparer.Ordinal).Count() != images.Length)
        {
            throw new InvalidDataException("it has two images of one path");
        }
    }
}
