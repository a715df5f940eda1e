using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Replica;

/// <summary>An index file whose states others copy: what was committed into it is never changed, so it can be sent while others
/// write.</summary>
internal static class PublishedFile
{
    /// <summary>Opens a file if it still is the one into which these states were committed: not once it was written anew.</summary>
    /// <param name="target">The file, links resolved.</param>
    /// <param name="states">The states.</param>
    /// <returns>The file, which stays readable though another is put in its place meanwhile; null if it is another one.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static FileStream? TryOpen(string target, params ReadOnlySpan<FileMark> states)
    {
        if (!File.Exists(target))
        {
            return null;
        }

        FileStream? file = OpenedIndex.OpenToRead(target);
        try
        {
            foreach (FileMark state in states)
            {
                if (!Has(file, state))
                {
                    return null;
                }
            }

            FileStream opened = file;
            file = null;
            return opened;
        }
        finally
        {
            file?.Dispose();
        }
    }

    /// <summary>Whether a state was committed into a file: its catalog lies where the commit ends, and vouches for what it
    /// means.</summary>
    private static bool Has(FileStream file, FileMark state)
    {
        Span<byte> header = stackalloc byte[IndexFormat.BlockHeaderBytes];
        long room = state.FileBytes - state.CatalogOffset;
        return state.CatalogOffset >= IndexFormat.HeaderBytes && room >= header.Length && state.FileBytes <= file.Length
            && RandomAccess.Read(file.SafeFileHandle, header, state.CatalogOffset) == header.Length
            && CatalogHeader.TryRead(header, room, out CatalogHeader catalog) && catalog.Bytes == room && catalog.Commit == state.Commit
            && CatalogHeader.ChecksumOf(header) == state.CatalogChecksum;
    }
}
