namespace ImageSearch;

/// <summary>A folder to which duplicates are moved, and from which they come back, that cannot be used.</summary>
public sealed class QuarantineException : ImageSearchException
{
    private QuarantineException(string path, string message, Exception? inner = null)
        : base(ErrorKind.QuarantineUnusable, path, message, inner)
    {
    }

    internal static QuarantineException NotUsable(string path, string reason, Exception? inner = null) =>
        new(path, $"The folder '{path}' cannot be used for duplicates: {reason}.", inner);

    internal static QuarantineException NoList(string path, string listName) =>
        new(path, $"There is no list of moved duplicates ({listName}) in '{path}', nor in a folder around it. Check the path.");
}
