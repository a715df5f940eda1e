using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>The stored pixels of a page, or of all frames one below the other, read from the top down, a bounded number of rows at
/// once.</summary>
internal sealed class PageStrip : IDisposable
{
    private const int PixelsAtOnce = 1 << 20;

    private readonly VipsObject _image;
    private readonly VipsObject _region;
    private readonly (int Bands, int Format, int Orientation) _kind;

    /// <param name="image">Taken over.</param>
    public PageStrip(VipsObject image)
    {
        _image = image;
        _region = VipsObject.Own(VipsNative.NewRegion(image));
        _kind = (VipsNative.GetBands(image), VipsNative.GetFormat(image), VipsNative.GetOrientation(image));
        (Width, Height) = (VipsNative.GetWidth(image), VipsNative.GetHeight(image));
        RowsAtOnce = Math.Clamp(PixelsAtOnce / Width, 1, Height);
    }

    public int Width { get; }

    public int Height { get; }

    public long Pixels => (long)Width * Height;

    public int RowsAtOnce { get; }

    /// <summary>Whether the other has as many pixels of the same kind.</summary>
    public bool IsLike(PageStrip other) => (Width, Height, _kind) == (other.Width, other.Height, other._kind);

    /// <summary>The bytes of the next rows.</summary>
    /// <exception cref="VipsException">They cannot be read.</exception>
    public unsafe byte[] Rows(int top)
    {
        byte* memory = VipsNative.FetchRegion(_region, 0, top, Width, Math.Min(RowsAtOnce, Height - top), out nuint lengthBytes);
        return VipsDecoder.Use(memory, lengthBytes, rows => rows.ToArray());
    }

    public void Dispose()
    {
        _region.Dispose();
        _image.Dispose();
    }
}
