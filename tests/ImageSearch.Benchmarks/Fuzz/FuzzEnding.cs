namespace ImageSearch.Benchmarks.Fuzz;

/// <summary>How a connection came to its end.</summary>
internal enum FuzzEnding
{
    /// <summary>The server closed it.</summary>
    Closed,

    /// <summary>The client announced more than it sent, and said that no more comes.</summary>
    ClientLeft,

    /// <summary>The server closed it before it had taken all that was sent.</summary>
    Unread,

    /// <summary>The server closed it with what was sent unread in its buffers.</summary>
    Reset,
}
