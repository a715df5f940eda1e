namespace ImageSearch.Files;

/// <summary>Whether a file begins as index files do: what is written in other formats never replaces one, whatever is said.</summary>
internal static class IndexSignature
{
    /// <summary>What is said of one.</summary>
    public const string Refusal = "what is there is an index file, which nothing but an index replaces";

    /// <summary>The first eight bytes of every index file.</summary>
    public static ReadOnlySpan<byte> Bytes => "ImgIdx\r\n"u8;

    /// <summary>The first eight bytes of a segment of one.</summary>
    public static ReadOnlySpan<byte> Segment => "ImgSeg\r\n"u8;

    /// <summary>The first eight bytes of a catalog of one.</summary>
    public static ReadOnlySpan<byte> Catalog => "ImgCat\r\n"u8;

    /// <summary>Whether any of what an index file consists of begins where it would: even damaged, such a file may hold something that can
    /// be saved.</summary>
    public static bool IsAnywhere(Stream file)
    {
        Span<byte> first = stackalloc byte[Bytes.Length];
        foreach (long at in (ReadOnlySpan<long>)[0, 4096, 8192])
        {
            file.Position = Math.Min(at, file.Length);
            if (file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length
                && (first.SequenceEqual(Bytes) || first.SequenceEqual(Segment) || first.SequenceEqual(Catalog)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether the file at a path is one; a file that cannot be read may be.</summary>
    public static bool IsAt(string path)
    {
        try
        {
            using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            Span<byte> first = stackalloc byte[Bytes.Length];
            return file.ReadAtLeast(first, first.Length, throwOnEndOfStream: false) == first.Length && first.SequenceEqual(Bytes);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return true;
        }
    }
}
