using ImageSearch.Files;
using ImageSearch.Index;

namespace ImageSearch.Ingest;

/// <summary>
/// On which volumes a folder and the folders in it lie, and on which they lay at the last update: where another drive is mounted by now, or
/// none, what was there is not gone. The system tells on Linux and macOS.
/// </summary>
internal sealed class FolderVolumes
{
    private readonly string _root;
    private readonly Dictionary<string, ulong> _before = new(FilePaths.Comparer);

    /// <param name="root">The folder's full path.</param>
    /// <param name="remembered">What is known of the last update; null if there was none.</param>
    /// <param name="folders">The folders in it, full paths, each behind the one that it lies in.</param>
    public FolderVolumes(string root, FollowedFolder? remembered, IEnumerable<string> folders)
    {
        _root = root;
        foreach ((string folder, ulong volume) in remembered?.Volumes ?? [])
        {
            _before[folder.Length == 0 ? root : Path.GetFullPath(folder, root)] = volume;
        }

        var now = new Dictionary<string, ulong>(FilePaths.Comparer);
        var found = new List<(string, ulong)>();
        foreach (string folder in folders.Prepend(root))
        {
            if (VolumeOf(folder) is not { } volume)
            {
                continue;
            }

            now[folder] = volume;
            if (folder == root || !now.TryGetValue(Path.GetDirectoryName(folder)!, out ulong around) || around != volume)
            {
                string name = folder == root ? "" : Path.GetRelativePath(root, folder).Replace(Path.DirectorySeparatorChar, '/');
                found.Add((name, volume));
            }
        }

        Now = found;
    }

    /// <summary>As the index keeps it.</summary>
    public IReadOnlyList<(string Folder, ulong Volume)> Now { get; }

    /// <summary>The innermost folder around a path whose volume is known, if that is another one by now; null if it is the same.</summary>
    public string? ChangedAround(string path)
    {
        for (string? folder = Path.GetDirectoryName(path); folder?.Length >= _root.Length; folder = Path.GetDirectoryName(folder))
        {
            if (_before.TryGetValue(folder, out ulong volume))
            {
                return VolumeOf(folder) == volume ? null : folder;
            }
        }

        return null;
    }

    private static ulong? VolumeOf(string folder) => OperatingSystem.IsWindows() ? null : FileIdentity.Of(folder)?.Volume;
}
