namespace ImageSearch.Imaging;

/// <summary>What a file's first bytes say it is.</summary>
internal enum ImageFormat
{
    /// <summary>None of those below; it is not read.</summary>
    Unknown,

    /// <summary>JPEG (ITU-T T.81).</summary>
    Jpeg,

    /// <summary>PNG, animated or not.</summary>
    Png,

    /// <summary>GIF.</summary>
    Gif,

    /// <summary>WebP.</summary>
    WebP,

    /// <summary>TIFF, with offsets of four or eight bytes.</summary>
    Tiff,

    /// <summary>AVIF: AV1 in ISO's base media file format.</summary>
    Avif,

    /// <summary>Windows and OS/2 bitmaps, which are read without libvips.</summary>
    Bmp,

    /// <summary>HEIC: HEVC in ISO's base media file format. As those below, it is read by the part ImageSearch.Magick alone.</summary>
    Heic,

    /// <summary>JPEG XL (ISO/IEC 18181), in boxes or bare.</summary>
    JpegXl,

    /// <summary>JPEG 2000 (ITU-T T.800) in boxes: JP2 and JPX.</summary>
    Jpeg2000,

    /// <summary>The bare codestream of JPEG 2000.</summary>
    Jpeg2000Codestream,
}
