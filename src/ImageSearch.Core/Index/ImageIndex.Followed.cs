using ImageSearch.Files;

namespace ImageSearch.Index;

// The folders that an index follows are kept with it, so that nobody has to name them twice.
public sealed partial class ImageIndex
{
    private FollowedFolder[] _followed = [];

    /// <summary>The folders that it was updated from, in the order in which they came; an update repeats them.</summary>
    public IReadOnlyList<FollowedFolder> Followed => Locked(() => _followed.ToArray().AsReadOnly());

    /// <summary>Notes how a folder is followed, in place of what was noted of it.</summary>
    internal void Follow(FollowedFolder folder)
    {
        lock (_lock)
        {
            int at = Array.FindIndex(_followed, f => FilePaths.Comparer.Equals(f.FullName, folder.FullName));
            if (at < 0 || !_followed[at].IsSame(folder))
            {
                _followed = at < 0 ? [.. _followed, folder] : [.. _followed[..at], folder, .. _followed[(at + 1)..]];
                Changed();
            }
        }
    }

    /// <summary>What a file must hold to be this index, all of one moment.</summary>
    internal IndexContent ContentToSave()
    {
        lock (_lock)
        {
            return new IndexContent(Snapshot(), NextId, Generation, _followed, Kind) { Changes = ChangesNow() };
        }
    }
}
