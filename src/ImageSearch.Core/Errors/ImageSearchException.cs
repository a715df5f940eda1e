namespace ImageSearch;

/// <summary>An error that a user can act on: what happened (<see cref="Kind"/>), to what (<see cref="Target"/>), and what to do (the message).</summary>
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
}
