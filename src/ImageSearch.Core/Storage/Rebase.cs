using ImageSearch.Files;
using ImageSearch.Index;

namespace ImageSearch.Storage;

/// <summary>
/// Takes what others saved into an index with changes of its own, and makes its changes again on that. What both changed is as the later
/// one has
/// it; what one of them removed and the other changed stays.
/// </summary>
internal static class Rebase
{
    /// <param name="index">The index, which need not have a file yet.</param>
    /// <param name="path">The file's path, in full.</param>
    /// <param name="target">The file, links resolved.</param>
    /// <param name="checkedAtOnceBytes">Files with fewer bytes are checked whole.</param>
    /// <exception cref="IndexException">The file is damaged, or of other settings; the index is as it was.</exception>
    public static void OntoFile(ImageIndex index, string path, string target, long checkedAtOnceBytes)
    {
        FileBinding? binding = FileBinding.Of(index);
        bool isOwn = binding is not null && FilePaths.Comparer.Equals(path, binding.Path);
        if (isOwn && binding!.Knows(OpenedIndex.ReadMark(path, target)))
        {
            return;
        }

        long generation = index.Generation;
        OpenedIndex opened = OpenedIndex.Read(path, target, checkedAtOnceBytes, index.Copies);
        if (opened.State.Catalog.Settings != index.Settings)
        {
            throw IndexException.Changed(path);
        }

        (IndexSnapshot own, IReadOnlyList<ImageChange> changes) = index.UnsavedChanges();
        IReadOnlyList<FollowedFolder> followed = index.Followed;
        own.EnsureUnchanged();
        if (!opened.Restore(index, path, generation))
        {
            throw IndexException.Changed(path);
        }

        index.RelativePaths = opened.State.Catalog.RelativePaths;
        Apply(index, own, changes);
        followed.ToList().ForEach(index.Follow);
    }

    private static void Apply(ImageIndex index, IndexSnapshot own, IReadOnlyList<ImageChange> changes)
    {
        foreach (ImageChange change in changes.Where(c => c.After is null))
        {
            RemoveIfUnchanged(index, change.Before!);
        }

        ImageChange[] moves = [.. changes.Where(c => c.IsMove)];
        IReadOnlySet<long> moved = index.MoveAll([.. moves.Select(m => (m.Before!.Id, m.After!.Image.Facts))]);
        foreach (ImageChange change in changes.Where(c => c.After is not null))
        {
            IndexedImage wanted = change.After!.Image;
            if (moved.Contains(wanted.Id) && change.IsMove)
            {
                continue;
            }

            if (change.IsMove)
            {
                // Others have an image under the new path, or removed this one.
                RemoveIfUnchanged(index, change.Before!);
            }

            if (!index.TryTouch(wanted.Facts, out _))
            {
                index.AddFrom(own, change.After);
            }
        }
    }

    private static void RemoveIfUnchanged(ImageIndex index, IndexedImage before)
    {
        if (index.TryGet(before.Id, out IndexedImage? now) && FilePaths.Comparer.Equals(now.Path, before.Path)
            && now.ContentHash.AsSpan().SequenceEqual(before.ContentHash.AsSpan()))
        {
            index.Remove(before.Id);
        }
    }
}
