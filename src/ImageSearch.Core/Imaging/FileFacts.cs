using System.Collections.Immutable;

namespace ImageSearch.Imaging;

/// <summary>What is remembered of an image file, to know later whether it changed.</summary>
public sealed record FileFacts(string Path, long LengthBytes, DateTime ModifiedUtc, ImmutableArray<byte> ContentHash)
{
    /// <summary>No file: of an image whose file is not known.</summary>
    public static FileFacts None { get; } = new("", 0, default, []);

    /// <summary>The full path.</summary>
    public string Path { get; internal init; } = Path;

    /// <summary>The file's length in bytes.</summary>
    public long LengthBytes { get; internal init; } = LengthBytes;

    /// <summary>When it was last written (UTC).</summary>
    public DateTime ModifiedUtc { get; internal init; } = ModifiedUtc;

    /// <summary>SHA-256 of its bytes (32 bytes).</summary>
    public ImmutableArray<byte> ContentHash { get; internal init; } = ContentHash;

    /// <summary>The same bytes as another file.</summary>
    /// <param name="path">Its full path.</param>
    /// <param name="modifiedUtc">When it was last written (UTC).</param>
    public FileFacts At(string path, DateTime modifiedUtc) => this with { Path = path, ModifiedUtc = modifiedUtc };
}
