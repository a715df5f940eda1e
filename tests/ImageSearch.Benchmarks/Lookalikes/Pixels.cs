using ImageSearch.Imaging;
using ImageSearch.Imaging.Vips;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Images through libvips: read, resized, blurred, decoded again.</summary>
internal static class Pixels
{
    private const double LimitMegapixels = 100;

    /// <summary>Reads a file upright, at most so long.</summary>
    public static ColourImage Read(string path, int longSidePixels) =>
        ColourImage.Read(path, (_, _) => longSidePixels, 1, LimitMegapixels).Image;

    /// <summary>What a decoder makes of a file's bytes, as stored.</summary>
    public static unsafe ColourImage Decode(byte[] file)
    {
        VipsRuntime.EnsureStarted();
        fixed (byte* data = file)
        {
            using VipsObject source = VipsObject.Own(VipsNative.NewSourceFromMemory(data, (nuint)file.Length));
            using OpenedImage opened = VipsDecoder.Open(source) ?? throw new InvalidDataException("What was written cannot be read.");
            using var toRgb = new VipsOperation("colourspace");
            using VipsObject rgb = toRgb.Set("in", opened.Image).Set("space", "srgb").RunToImage();
            return Take(rgb);
        }
    }

    public static ColourImage Resize(ColourImage image, int width, int height) => (width, height) == (image.Width, image.Height) ? image
        : Run(image, "resize", o => o.Set("scale", width / (double)image.Width).Set("vscale", height / (double)image.Height),
            width, height);

    public static ColourImage Scale(ColourImage image, double factor) =>
        Resize(image, Math.Max(1, (int)Math.Round(image.Width * factor)), Math.Max(1, (int)Math.Round(image.Height * factor)));

    public static ColourImage Blur(ColourImage image, double deviationPixels) =>
        Run(image, "gaussblur", o => o.Set("sigma", deviationPixels), image.Width, image.Height);

    /// <summary>The middle of an image, brought to a size: what overhangs is cut away.</summary>
    public static ColourImage Fit(ColourImage image, int width, int height)
    {
        double factor = Math.Max(width / (double)image.Width, height / (double)image.Height);
        int w = Math.Max(width, (int)Math.Round(image.Width * factor)), h = Math.Max(height, (int)Math.Round(image.Height * factor));
        return Retouch.Crop(Resize(image, w, h), (w - width) / 2, (h - height) / 2, width, height);
    }

    private static ColourImage Run(ColourImage image, string name, Func<VipsOperation, VipsOperation> set, int width, int height) =>
        image.Run(source =>
    {
        using var operation = new VipsOperation(name);
        using VipsObject made = set(operation.Set("in", source)).RunToImage();
        ColourImage taken = Take(made);
        return (taken.Width, taken.Height) == (width, height) ? taken
            : Retouch.Crop(taken, 0, 0, Math.Min(width, taken.Width), Math.Min(height, taken.Height));
    });

    private static unsafe ColourImage Take(VipsObject image)
    {
        using var cast = new VipsOperation("cast");
        using VipsObject bytes = cast.Set("in", image).Set("format", "uchar").RunToImage();
        byte* memory = VipsNative.WriteToMemory(bytes, out nuint lengthBytes);
        if (memory == null)
        {
            throw VipsException.FromErrorBuffer();
        }

        try
        {
            return new ColourImage(VipsNative.GetWidth(bytes), VipsNative.GetHeight(bytes),
                new ReadOnlySpan<byte>(memory, checked((int)lengthBytes)).ToArray());
        }
        finally
        {
            VipsNative.Free(memory);
        }
    }
}
