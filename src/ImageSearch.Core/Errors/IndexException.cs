using System.Text.RegularExpressions;

namespace ImageSearch;

/// <summary>An error about the index, or its folder, as a whole; the work cannot go on.</summary>
public sealed class IndexException : ImageSearchException
{
    private IndexException(ErrorKind kind, string target, string message, Exception? inner = null)
        : base(kind, target, message, inner)
    {
    }

    /// <summary>Whether the file is of another kind, so that nothing in it can be saved.</summary>
    public bool IsOfAnotherKind { get; private init; }

    internal static IndexException NotFound(string path) =>
        new(ErrorKind.IndexNotFound, path, $"There is no index file '{path}'. Check the path.");

    internal static IndexException Corrupt(string path, string reason) =>
        new(ErrorKind.IndexCorrupt, path, $"The index file '{path}' is damaged or not an index: {reason}.");

    internal static IndexException NoIndex(string path, string why = "nothing in it is as in one") =>
        new(ErrorKind.IndexCorrupt, path, $"'{path}' is no index file: {why}. Check the path.")
        { IsOfAnotherKind = true };

    internal static IndexException CopyDamaged(string path, string reason) =>
        new(ErrorKind.IndexCorrupt, path, $"What was sent for the index file '{path}' is damaged: {reason}. The file is as it was.");

    internal static IndexException NoReplica(string path) =>
        new(ErrorKind.IndexExists, path, $"'{path}' is an index of its own: neither a copy that a replica made, nor a state of the index "
            + "that is to be followed. It is not replaced. Name a file that is not there yet.");

    internal static IndexException VersionUnsupported(string path, int version, int supported, string writer) =>
        new(ErrorKind.IndexVersionUnsupported, path,
            $"The index file '{path}' has format version {version}, written by "
            + $"{(writer.Length == 0 ? "an ImageSearch before its first release" : writer)}; "
            + $"this ImageSearch reads version {supported}. "
            + (version > supported ? "Use a newer ImageSearch." : "Build the index again."));

    internal static IndexException Locked(string path, string? holder) =>
        new(ErrorKind.IndexLocked, path,
            $"The index file '{path}' is being written to by {holder ?? "another process"}. "
            + "Wait until it is done, or end it; reading is possible meanwhile.");

    internal static IndexException TooFewRows(string path, long rows, long least) =>
        new(ErrorKind.IndexTooSmall, path, $"The index '{path}' has {rows} rows; to choose so many cells takes {least}. "
            + "An index that small is searched in a moment as it is.");

    internal static IndexException Exists(string path) =>
        new(ErrorKind.IndexExists, path, $"'{path}' exists already.") { CanBeForced = true };

    internal static IndexException Changed(string path) =>
        new(ErrorKind.IndexChanged, path,
            $"The index file '{path}' was changed by another process since it was opened. Open it and add again, or save to another path.")
        {
            CanBeForced = true,
        };

    internal static IndexException WrittenOver(string path) =>
        new(ErrorKind.IndexChanged, path, $"The index file '{path}' was cut short or written over since it was opened. Open it again. "
            + "To replace an index that others have open, move the new file over it.");

    internal static IndexException NotReadable(string path, Exception inner) =>
        new(ErrorKind.IndexNotReadable, path, $"The index file '{path}' could not be read: {inner.Message}", inner);

    internal static IndexException NotWritable(string path, Exception inner) =>
        new(ErrorKind.IndexNotWritable, path, $"The index file '{path}' could not be written: {ReasonOf(path, inner)} Nothing was changed.",
            inner);

    /// <summary>In the words of the system, but of the file that was named: those beside it, into which is written first, are nobody's
    /// business.</summary>
    private static string ReasonOf(string path, Exception inner)
    {
        string full = System.IO.Path.GetFullPath(path);
        return inner is DirectoryNotFoundException ? "Its folder does not exist."
            : Regex.Replace(inner.Message, $"{Regex.Escape(full)}[^'\"]*?\\.(tmp|lock)", full.Replace("$", "$$", StringComparison.Ordinal));
    }

    internal static IndexException FolderEmpty(string path, int known) =>
        new(ErrorKind.FolderUnreadable, path, $"The folder '{path}' has no image any more, and the index knows {known} of it. A drive may "
            + $"be missing. The index was not changed.")
        {
            CanBeForced = true,
        };

    internal static IndexException FolderUnreadable(string path, string reason, Exception? inner = null) =>
        new(ErrorKind.FolderUnreadable, path, $"The folder '{path}' could not be read: {reason}. The index was not changed.", inner);

    internal static IndexException ImportUnsupported(string path, string reason) =>
        new(ErrorKind.ImportUnsupported, path,
            $"'{path}' cannot be imported: {reason}. Only Faiss files that hold whole rows can be imported: IDMap,Flat and IVFn,Flat "
            + "(IxMp or IxM2 over IxF2 or IwFl, or IwFl alone).");

    internal static IndexException SettingsMismatch(string target, string reason) =>
        new(ErrorKind.IndexSettingsMismatch, target,
            $"These features do not fit the index: {reason}. Extract them with the index's own settings.");
}
