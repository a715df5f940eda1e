using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;

namespace ImageSearch.Ingest;

/// <summary>
/// What has become of files that differ from what the index knows. A file's content tells which image it is, so that ids go with their
/// files: through a rename, through a chain of renames, and where two files changed names.
/// </summary>
internal sealed class UpdatePlan
{
    private readonly List<IndexedImage> _pool;

    /// <param name="differing">The files, what the index has under their names, and their content where it was read.</param>
    /// <param name="gone">Images whose files are gone.</param>
    /// <param name="nameOf">Under which name the index is to have a file.</param>
    public UpdatePlan(IReadOnlyList<(ScannedFile File, IndexedImage? Known, FileFacts? Facts)> differing, IReadOnlyList<IndexedImage> gone,
        Func<ScannedFile, IndexedImage?, string> nameOf)
    {
        bool IsDisplaced((ScannedFile File, IndexedImage? Known, FileFacts? Facts) f) =>
            f.Known is not null && (f.Facts is null ? f.File.LengthBytes >= 0 && f.File.LengthBytes != f.Known.LengthBytes
                : !HasContent(f.Known, f.Facts));

        _pool = [.. gone, .. differing.Where(IsDisplaced).Select(f => f.Known!)];
        var displaced = differing.Where(IsDisplaced).Select(f => f.Known!.Id).ToHashSet();
        UpdateStep?[] steps = [.. differing.Select(f => f.Known is not null && !displaced.Contains(f.Known.Id)
            ? Same(nameOf(f.File, f.Known), f.Known, f.Facts) : null)];
        for (int i = 0; i < steps.Length; i++)
        {
            FileFacts? facts = differing[i].Facts;
            steps[i] ??= facts is not null && Claim(facts) is { } moved ? new UpdateStep(UpdateKind.Move, facts.Path, moved, facts) : null;
        }

        var claimed = steps.Where(s => s?.Kind == UpdateKind.Move).Select(s => s!.Image!.Id).ToHashSet();
        for (int i = 0; i < steps.Length; i++)
        {
            (ScannedFile file, IndexedImage? known, FileFacts? facts) = differing[i];
            steps[i] ??= known is null || claimed.Contains(known.Id)
                ? new UpdateStep(UpdateKind.Add, nameOf(file, null), null, facts)
                : new UpdateStep(UpdateKind.Replace, known.Path, known, facts);
        }

        Steps = [.. steps.Select(s => s!)];

        // Another image has their path now, and their own content is nowhere.
        var replaced = Steps.Where(s => s.Kind == UpdateKind.Replace).Select(s => s.Image!.Id).ToHashSet();
        Overwritten = [.. _pool.Where(i => displaced.Contains(i.Id) && !replaced.Contains(i.Id))];
        Gone = [.. _pool.Where(i => !displaced.Contains(i.Id)).OrderBy(i => i.Id)];
    }

    /// <summary>One for each file.</summary>
    public IReadOnlyList<UpdateStep> Steps { get; }

    /// <summary>Images whose files are gone, and whose content is in no other file.</summary>
    public IReadOnlyList<IndexedImage> Gone { get; }

    /// <summary>Images whose files were replaced by those of other images.</summary>
    public IReadOnlyList<IndexedImage> Overwritten { get; }

    private static UpdateStep Same(string path, IndexedImage known, FileFacts? facts) => facts is null
        ? new UpdateStep(UpdateKind.Replace, known.Path, known, facts)
        : new UpdateStep(FilePaths.Comparer.Equals(path, known.Path) ? UpdateKind.Touch : UpdateKind.Move, path, known, facts);

    private static bool HasContent(IndexedImage image, FileFacts facts) =>
        image.ContentHash.AsSpan().SequenceEqual(facts.ContentHash.AsSpan());

    /// <summary>Takes the image that a file's content is; of several with the same content, the one that had this name.</summary>
    private IndexedImage? Claim(FileFacts facts)
    {
        IndexedImage? image = _pool.Where(i => HasContent(i, facts)).MaxBy(i => Path.GetFileName(i.Path) == Path.GetFileName(facts.Path));
        if (image is not null)
        {
            _pool.Remove(image);
        }

        return image;
    }
}
