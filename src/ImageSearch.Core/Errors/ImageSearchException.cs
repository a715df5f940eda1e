namespace ImageSearch;

/// <summary>
/// An error that a user can act on: what happened (<see cref="Kind"/>), to what (<see cref="Target"/>), and both in words (the message). By
/// which command to go on, each door adds, for it alone knows its commands.
/// </summary>
public abstract class ImageSearchException : Exception
{
    private protected ImageSearchException(ErrorKind kind, string target, string message, Exception? inner)
        : base(message, inner)
    {
        Kind = kind;
        Target = target;
    }

    /// <summary>What went wrong.</summary>
    public ErrorKind Kind { get; }

    /// <summary>What it happened to: a path, or an image id.</summary>
    public string Target { get; }

    /// <summary>Whether it would have been done had it been asked for with force: what is there is replaced, or what is gone is
    /// removed.</summary>
    public bool CanBeForced { get; private protected init; }
}
