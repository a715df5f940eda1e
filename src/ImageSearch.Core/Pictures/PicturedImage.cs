using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Pictures;

/// <summary>One of the two images of a picture: its pixels, and where they lie.</summary>
internal sealed class PicturedImage(string path, string role, ColourImage pixels, int width, int height)
{
    public string Path { get; } = path;

    /// <summary>Wider than this many times its height, it has twice the width that others have.</summary>
    private const int WideAspect = 2;

    /// <summary>The line under its name.</summary>
    public string Facts { get; } = $"{role}, {width} x {height} pixels";

    public ColourImage Pixels { get; } = pixels;

    public bool IsWide { get; } = Wide(width, height);

    /// <summary>Where the pixels lie in the picture.</summary>
    public Box Place { get; private set; }

    public static PicturedImage Read(string path, string role, int longSidePixels, double mostEnlarged, double limitMegapixels)
    {
        (ColourImage pixels, int width, int height) =
            ColourImage.Read(path, (w, h) => Wide(w, h) ? longSidePixels * WideAspect : longSidePixels, mostEnlarged, limitMegapixels);
        return new PicturedImage(path, role, pixels, width, height);
    }

    private static bool Wide(int width, int height) => width > WideAspect * height;

    public void PutAt(int left, int top) => Place = new Box(left, top, Pixels.Width, Pixels.Height);

    /// <summary>Where a pixel of the file lies in the picture.</summary>
    public (double X, double Y) At(double x, double y) =>
        (Place.Left + PixelCentres.Resize(x, width, Place.Width), Place.Top + PixelCentres.Resize(y, height, Place.Height));

    /// <summary>The image's corners: top left, top right, bottom right, bottom left.</summary>
    public (double X, double Y)[] Corners() => [.. PixelCentres.Corners(width, height).Select(c => At(c.X, c.Y))];
}
