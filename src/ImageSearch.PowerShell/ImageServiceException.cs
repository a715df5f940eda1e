using System.Management.Automation;

namespace ImageSearch.PowerShell;

/// <summary>A service did not do what it was asked, and why.</summary>
public sealed class ImageServiceException : Exception
{
    internal ImageServiceException(string id, ErrorCategory category, object? target, string message, bool isOfOneImage,
        Exception? inner = null)
        : base(message, inner)
    {
        Id = id;
        Category = category;
        Target = target;
        IsOfOneImage = isOfOneImage;
    }

    /// <summary>The error's id (docs/errors.md).</summary>
    public string Id { get; }

    /// <summary>The error's category.</summary>
    public ErrorCategory Category { get; }

    /// <summary>What it happened to: a path, an image id, or the service's URL.</summary>
    public object? Target { get; }

    /// <summary>Whether the next image can go on.</summary>
    public bool IsOfOneImage { get; }
}
