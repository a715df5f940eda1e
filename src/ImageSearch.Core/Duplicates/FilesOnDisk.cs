using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Threads;

namespace ImageSearch.Duplicates;

/// <summary>
/// Looks at the files themselves: what was indexed may be gone, be another picture, or be the same file under two names by now. What is not
/// as it was indexed is neither offered nor kept.
/// </summary>
internal sealed class FilesOnDisk(KeepOrder order)
{
    private readonly Dictionary<long, DuplicateWarning> _warnings = [];
    private readonly Dictionary<long, LinkedImage> _links = [];
    private readonly RealPaths _paths = new();

    public IReadOnlyList<DuplicateWarning> Warnings => [.. _warnings.Values.OrderBy(w => w.Image.Id)];

    public IReadOnlyList<LinkedImage> Links => [.. _links.Values.OrderBy(l => l.Image.Id)];

    /// <summary>Takes out of contents the files that are not what was indexed, and other names of a file.</summary>
    public void Check(IReadOnlyList<Content> contents, ParallelOptions parallel)
    {
        var seen = new (FileCondition Condition, string? Reason, FileIdentity? Identity)[contents.Count][];
        SideBySide.For(contents.Count, parallel, i => seen[i] = [.. contents[i].Files.Select(file =>
        {
            (FileCondition condition, string? reason) = ConditionOf(file.Image, parallel.CancellationToken);
            return (condition, reason, condition == FileCondition.AsIndexed ? FileIdentity.Of(file.Image.Path) : null);
        })]);
        for (int i = 0; i < contents.Count; i++)
        {
            Content content = contents[i];
            (IndexEntry File, (FileCondition Condition, string? Reason, FileIdentity? Identity) Seen)[] files =
                [.. content.Files.Zip(seen[i])];
            foreach ((IndexEntry file, var (condition, reason, _)) in files.Where(f => f.Seen.Condition != FileCondition.AsIndexed))
            {
                Refuse(content, file, condition, reason);
            }

            foreach (var names in files.Where(f => f.Seen.Condition == FileCondition.AsIndexed)
                .GroupBy(f => f.Seen.Identity?.ToString() ?? _paths.Of(f.File.Image.Path)))
            {
                KeepOneName(content, [.. names.Select(n => n.File)]);
            }
        }

        SideBySide.For(contents.Count, parallel, i => contents[i].Steps = contents[i].IsGone ? null : StepsOf(contents[i].Lead.Image));
    }

    /// <summary>Looks again at a file; one that is not as it was indexed any more is taken out.</summary>
    /// <returns>Whether it is still what was indexed.</returns>
    public bool IsStill(Content content, IndexEntry file)
    {
        (FileCondition condition, string? reason) = ConditionOf(file.Image);
        if (condition != FileCondition.AsIndexed)
        {
            Refuse(content, file, condition, reason);
        }

        return condition == FileCondition.AsIndexed;
    }

    /// <summary>Takes out a file that could not be compared; if it is not what was indexed any more, that is why.</summary>
    public void Refuse(Content content, IndexEntry file, ImageException error)
    {
        (FileCondition condition, string? reason) = ConditionOf(file.Image);
        Refuse(content, file, condition == FileCondition.AsIndexed ? FileCondition.Unreadable : condition, reason ?? error.Message);
    }

    private void Refuse(Content content, IndexEntry file, FileCondition condition, string? reason)
    {
        content.Remove(file);
        string path = file.Image.Path, what = condition switch
        {
            FileCondition.Missing => $"The image '{path}' is gone since it was indexed.",
            FileCondition.Changed => $"The image '{path}' has changed since it was indexed.",
            _ => reason ?? $"The image '{path}' cannot be read.",
        };
        _warnings[file.Image.Id] =
            new DuplicateWarning(file.Image, condition, $"{what} It is left out: it is no duplicate, and nothing is a duplicate of it.");
    }

    /// <summary>
    /// Of several names of one file its own stays: links lead to it, hard links are as good. A link to a file that is not indexed stands
    /// for none either: to remove it frees nothing, and to keep it keeps nothing.
    /// </summary>
    private void KeepOneName(Content content, IndexEntry[] names)
    {
        var real = names.ToDictionary(n => n, n => _paths.Of(n.Image.Path));
        bool IsReal(IndexEntry name) => FilePaths.Comparer.Equals(real[name], name.Image.Path);
        IndexEntry? kept = order.Sort(names.Where(n => !RealPaths.IsLink(n.Image.Path))).OrderByDescending(IsReal)
            .FirstOrDefault();
        foreach (IndexEntry name in names.Where(n => n != kept))
        {
            content.Remove(name);
            _links[name.Image.Id] = IsReal(name) && kept is not null
                ? new LinkedImage(name.Image, kept.Image.Path, IsHardLink: true)
                : new LinkedImage(name.Image, real[name], IsHardLink: false);
        }
    }

    private static double? StepsOf(IndexedImage image)
    {
        try
        {
            return QuantisationSteps.Of(image.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Whoever compares its pixels meets the error, and names it.
            return null;
        }
    }

    private static (FileCondition Condition, string? Reason) ConditionOf(IndexedImage image, CancellationToken cancel = default)
    {
        try
        {
            FileInfo file = FollowedFile.Of(image.Path);
            bool isSame = file.Exists && file.Length == image.LengthBytes
                && (file.LastWriteTimeUtc == image.ModifiedUtc || ImageReader.ReadFacts(image.Path, cancel).ContentHash.AsSpan()
                    .SequenceEqual(image.ContentHash.AsSpan()));
            return (isSame ? FileCondition.AsIndexed : file.Exists ? FileCondition.Changed : FileCondition.Missing, null);
        }
        catch (ImageException e)
        {
            return (e.Kind == ErrorKind.ImageNotFound ? FileCondition.Missing : FileCondition.Unreadable, e.Message);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return (FileCondition.Unreadable, ImageException.Unreadable(image.Path, e.Message.TrimEnd('.'), e).Message);
        }
    }
}
