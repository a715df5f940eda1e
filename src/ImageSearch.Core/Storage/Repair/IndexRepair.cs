using ImageSearch.Index;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Repair;

/// <summary>
/// Makes a sound file of what is sound in a damaged one. Where header and catalogs are sound, that is every image whose segment is; else
/// what sound catalogs and the tables of sound segments say, in the order in which they were written. Then images that were removed may be
/// back.
/// </summary>
public static class IndexRepair
{
    /// <summary>Repairs a file; the damaged one is kept beside it.</summary>
    /// <exception cref="IndexException">Nothing in it is sound, or it cannot be read or written, or another is writing to it.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; nothing was changed.</exception>
    public static RepairReport Run(string path, CancellationToken cancel = default)
    {
        using var taken = IndexLock.Take(path);
        string target = taken.Target;
        return OpenedIndex.Guard(path, target, () =>
        {
            using FileStream file = OpenedIndex.OpenToRead(target);
            IndexState? state = TryReadState(file, path);
            using var view = IndexView.Open(file, state?.Slot.FileBytes ?? file.Length, IndexView.IsRemote(target));
            var segments = new Dictionary<long, StoredSegment>();
            var salvage = new Salvage();
            foreach (FoundBlock block in BlockScan.Run(view, cancel))
            {
                if (block is { Segment: { } segment, Damage: null })
                {
                    segments.Add(segment.Offset, segment);
                    salvage.Add(new SegmentParts(view, segment));
                }
                else if (block.Catalog is not null)
                {
                    salvage.Add(block.Catalog, block.StandsForItself);
                }
            }

            Catalog known = state?.Catalog ?? salvage.ToCatalog() ?? throw new InvalidDataException("nothing in it is sound");
            StoredImage[] saved = [.. known.Images.Where(i => Fits(i, segments)).OrderBy(i => i.SegmentOffset).ThenBy(i => i.FirstRow)];
            var paths = new StoredPaths(target, known.RelativePaths);
            var savedPaths = saved.Select(i => i.Image.Path).ToHashSet(StringComparer.Ordinal);
            IEnumerable<string> doubtful = state is null ? salvage.DoubtfulPaths.Where(p => !savedPaths.Contains(p)) : [];
            string[] lost = [.. known.Images.Except(saved).Select(i => i.Image.Path).Union(doubtful).Select(paths.ToFull)];
            var catalog = known with { Segments = [.. segments.Values.OrderBy(s => s.Offset)], Images = saved };
            Catalog whole = IndexState.Merge([catalog], view.Bytes);
            var opened = new OpenedIndex(new IndexState(default, default, 0, whole, IsSlotDamaged: true), view, target, path);
            var index = new ImageIndex(whole.Settings, whole.Kind);
            opened.Restore(index, Path.GetFullPath(path), 0);
            var files = new KeepingFiles(target);
            IndexContent content = index.ContentToSave();
            new IndexCommit(files, target, content with { Generation = content.Generation + 1 }, known.RelativePaths)
            {
                Lists = ListPlan.ForRepair,
            }.WriteWhole();
            return new RepairReport(Path.GetFullPath(path), files.Kept, content.Snapshot.ImageCount, content.Snapshot.RowCount, lost);
        });
    }

    private static bool Fits(StoredImage image, Dictionary<long, StoredSegment> segments) =>
        image.Image.FeatureCount == 0
        || (segments.TryGetValue(image.SegmentOffset, out StoredSegment segment) && image.FirstRow <= segment.Rows
            - image.Image.FeatureCount);

    private static IndexState? TryReadState(FileStream file, string path)
    {
        try
        {
            return IndexFileReader.Read(file, path);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            return null;
        }
    }
}
