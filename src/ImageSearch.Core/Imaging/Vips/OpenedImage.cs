using System.Globalization;

namespace ImageSearch.Imaging.Vips;

/// <summary>An image file whose header was read; no pixel was made yet. Its pixels can be had once, from the top down.</summary>
/// <param name="Source">The file's bytes.</param>
/// <param name="Loader">libvips's name of the operation that reads them.</param>
/// <param name="Image">The image.</param>
/// <param name="FailOn">libvips's word for the least fault at which its pixels are refused.</param>
/// <param name="PageCount">How many pages or frames the file has.</param>
/// <param name="Page">Which of them this is, from 0.</param>
internal sealed record OpenedImage(VipsObject Source, string Loader, VipsObject Image, string FailOn, int PageCount, int Page) : IDisposable
{
    /// <summary>The orientation of what is stored as people see it.</summary>
    public const int Upright = 1;

    /// <summary>EXIF orientations from here on swap width and height.</summary>
    private const int FirstTurnedOrientation = 5;

    /// <summary>Pixels, as stored.</summary>
    public int Width { get; } = VipsNative.GetWidth(Image);

    /// <summary>Pixels, as stored.</summary>
    public int Height { get; } = VipsNative.GetHeight(Image);

    /// <summary>What makes an operation that reads the source read this page, and refuse what is refused here.</summary>
    public string Options => Page > 0 ? string.Create(CultureInfo.InvariantCulture, $"[fail_on={FailOn},page={Page}]")
        : $"[fail_on={FailOn}]";

    /// <summary>How it is turned upright (EXIF 2.32, 4.6.4): 1 to 8, 1 where it is upright as stored.</summary>
    public int Orientation { get; } = VipsNative.GetOrientation(Image);

    /// <summary>Whether the pixels are stored upright.</summary>
    public bool IsUpright => Orientation == Upright;

    /// <summary>Whether width and height change places when the image is turned upright.</summary>
    public bool SwapsSides => Orientation >= FirstTurnedOrientation;

    /// <summary>Whether the file is a JPEG.</summary>
    public bool IsJpeg => Loader.Contains("Jpeg", StringComparison.Ordinal);

    /// <summary>Whether the file is a TIFF, whose pages stand each for itself.</summary>
    public bool IsTiff => Loader.Contains("Tiff", StringComparison.Ordinal);

    /// <summary>Whether the loader takes the number of a page.</summary>
    public bool HasPages => VipsNative.GetPageCount(Image) > 1;

    /// <summary>Whether the pixels are upright as stored, and gray or red, green and blue bytes.</summary>
    public bool IsPlain => Orientation == Upright && VipsNative.GetBands(Image) is 1 or 3
        && VipsNative.GetFormat(Image) == VipsDecoder.FormatByte;

    public void Dispose() => Image.Dispose();
}
