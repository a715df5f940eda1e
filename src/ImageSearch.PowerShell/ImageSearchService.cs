using System.Diagnostics;

namespace ImageSearch.PowerShell;

/// <summary>A running service that this session started; it ends with the session.</summary>
public sealed class ImageSearchService
{
    internal ImageSearchService(Process process, Uri uri, string[] path)
    {
        Process = process;
        Uri = uri;
        Path = path.ToReadOnly();
    }

    /// <summary>Where it listens, and where its page is.</summary>
    public Uri Uri { get; }

    /// <summary>Its process.</summary>
    public int ProcessId => Process.Id;

    /// <summary>The index files that it serves, as they were named.</summary>
    public IReadOnlyList<string> Path { get; }

    /// <summary>Whether it still runs.</summary>
    public bool IsRunning => !Process.HasExited;

    internal Process Process { get; }

    /// <summary>The URL.</summary>
    public override string ToString() => Uri.ToString();
}
