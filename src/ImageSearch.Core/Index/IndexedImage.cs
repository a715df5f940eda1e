using System.Collections.Immutable;
using ImageSearch.Imaging;

namespace ImageSearch.Index;

/// <summary>One image of an index.</summary>
public sealed record IndexedImage(
    long Id, FileFacts Facts, int Width, int Height, int DescribedWidth, int DescribedHeight, int FeatureCount)
{
    /// <summary>Its number: from 1, kept when the image is replaced, never given to another.</summary>
    public long Id { get; internal init; } = Id;

    /// <summary>The file as it was when it was read.</summary>
    public FileFacts Facts { get; internal init; } = Facts;

    /// <summary>The original's width in pixels, upright.</summary>
    public int Width { get; internal init; } = Width;

    /// <summary>The original's height in pixels, upright.</summary>
    public int Height { get; internal init; } = Height;

    /// <summary>Width in pixels of the shrunk image that the keypoints lie in.</summary>
    public int DescribedWidth { get; internal init; } = DescribedWidth;

    /// <summary>Height in pixels of the shrunk image that the keypoints lie in.</summary>
    public int DescribedHeight { get; internal init; } = DescribedHeight;

    /// <summary>How many rows it has; none if it shows no texture.</summary>
    public int FeatureCount { get; internal init; } = FeatureCount;

    /// <summary>64 bits that near-exact copies share (<see cref="Imaging.PerceptualHash"/>); 0 where there is none.</summary>
    public ulong PerceptualHash { get; internal init; }

    /// <summary>How many pages or frames the file has; 0 where that is not known, of images that an earlier version indexed.</summary>
    public int PageCount { get; internal init; } = 1;

    /// <summary>What it can be looked up by where it has no features; null of images that an earlier version indexed.</summary>
    internal ColourSignature? Colours { get; init; }

    /// <summary>The file's full path.</summary>
    public string FullName => Facts.Path;

    /// <summary>The same. Scripts see no property of this name: other cmdlets would read brackets in it as wildcards.</summary>
    internal string Path => Facts.Path;

    /// <summary>The file's length in bytes.</summary>
    public long LengthBytes => Facts.LengthBytes;

    /// <summary>When the file was last written (UTC).</summary>
    public DateTime ModifiedUtc => Facts.ModifiedUtc;

    /// <summary>When the file was last written, in this machine's time zone.</summary>
    public DateTime ModifiedTime => ModifiedUtc.ToLocalTime();

    /// <summary>SHA-256 of the file's bytes.</summary>
    public ImmutableArray<byte> ContentHash => Facts.ContentHash;

    /// <summary>The same in hexadecimal digits.</summary>
    public string Sha256 => Convert.ToHexString(ContentHash.AsSpan());

    /// <summary>The path.</summary>
    public override string ToString() => Path;
}
