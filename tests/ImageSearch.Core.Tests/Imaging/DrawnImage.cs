using ImageSearch.Imaging;
using ImageSearch.Imaging.Vips;

namespace ImageSearch.Tests.Imaging;

/// <summary>Images of chosen pixels, as bytes of PNG files.</summary>
internal static class DrawnImage
{
    /// <summary>Stripes of colours from left to right.</summary>
    public static byte[] Stripes(int width, int height, params (byte Red, byte Green, byte Blue)[] colours) =>
        Png(width, height, 3, (x, _) =>
    {
        (byte red, byte green, byte blue) = colours[x * colours.Length / width];
        return [red, green, blue];
    });

    /// <summary>Shapes of one colour on nothing: wide letters, as a logo has.</summary>
    public static byte[] Logo(int width, int height, byte gray, byte ground = 0, byte groundAlpha = 0) =>
        Png(width, height, 4, (x, y) => IsInk(x, y, width, height) ? [gray, gray, gray, 255] : [ground, ground, ground, groundAlpha]);

    /// <summary>An image whose pixels a function gives, of 3 or 4 bytes each.</summary>
    public static unsafe byte[] Png(int width, int height, int bands, Func<int, int, byte[]> pixel)
    {
        byte[] pixels = [.. Enumerable.Range(0, width * height).SelectMany(i => pixel(i % width, i / width))];
        VipsRuntime.EnsureStarted();
        fixed (byte* data = pixels)
        {
            using VipsObject image =
                VipsObject.Own(VipsNative.NewImageFromMemory(data, (nuint)pixels.Length, width, height, bands, VipsDecoder.FormatByte));
            using var tag = new VipsOperation("copy");
            using VipsObject tagged = tag.Set("in", image).Set("interpretation", "srgb").RunToImage();
            return EncodedImage.Png(tagged);
        }
    }

    private static bool IsInk(int x, int y, int width, int height)
    {
        int column = x * 12 / width, row = y * 6 / height;
        return column is > 0 and < 11 && row is > 1 and < 4 && ((column * 7) + (row * 3)) % 4 != 0;
    }
}
