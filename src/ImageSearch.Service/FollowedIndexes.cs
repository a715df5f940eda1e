using ImageSearch.Service.Following;

namespace ImageSearch.Service;

/// <summary>Which indexes a replica follows that is to follow all of them.</summary>
public static class FollowedIndexes
{
    /// <summary>What the files of copies in a folder are called after their indexes.</summary>
    private const string Extension = ".imgidx";

    /// <summary>All indexes that the primary serves, each with a file of its name in a folder; while the primary is away, those of which
    /// the folder has copies.</summary>
    /// <param name="folder">The folder; it is made if it is not there.</param>
    /// <param name="follow">The primary.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="UnauthorizedAccessException">The folder may not be made or read.</exception>
    /// <exception cref="IOException">The primary cannot be asked, and the folder has no copies; or it serves none.</exception>
    public static async Task<IReadOnlyList<IndexSource>> InAsync(string folder, FollowOptions follow, CancellationToken cancel)
    {
        IReadOnlyList<string> names;
        Directory.CreateDirectory(folder);
        using var client = new PrimaryClient(follow);
        try
        {
            names = await client.NamesAsync(cancel).ConfigureAwait(false);
        }
        catch (PrimaryException e)
        {
            names = [.. Directory.GetFiles(folder, "*" + Extension).Select(f => Path.GetFileNameWithoutExtension(f))
                .Order(StringComparer.Ordinal)];
            if (names.Count == 0)
            {
                throw new IOException($"{e.Message}, and '{folder}' has no copies yet. Start it again once it can be, or name the indexes: "
                    + "--follow URL NAME=FILE waits for the first copy.", e);
            }
        }

        IndexSource[] sources = [.. names.Select(n => new IndexSource(n, Path.GetFullPath(Path.Combine(folder, n + Extension))))];

        // A name from elsewhere must not lead out of the folder.
        return sources.Length > 0 && sources.All(s => IndexSource.Parse($"{s.Name}=file").Name == s.Name) ? sources
            : throw new IOException($"'{follow.Primary}' serves no index that could be followed.");
    }
}
