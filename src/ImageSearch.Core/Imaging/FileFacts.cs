using System.Collections.Immutable;

namespace ImageSearch.Imaging;

/// <summary>What is remembered of an image file, to know later whether it changed.</summary>
/// <param name="Path">The full path.</param>
/// <param name="LengthBytes">The file's length in bytes.</param>
/// <param name="ModifiedUtc">When it was last written (UTC).</param>
/// <param name="ContentHash">SHA-256 of its bytes (32 bytes).</param>
public sealed record FileFacts(string Path, long LengthBytes, DateTime ModifiedUtc, ImmutableArray<byte> ContentHash)
{
    /// <summary>No file: of an image whose file is not known.</summary>
    public static FileFacts None { get; } = new("", 0, default, []);
}
