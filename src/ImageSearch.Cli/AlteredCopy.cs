using System.Globalization;
using ImageSearch.Imaging.Vips;

namespace ImageSearch.Cli;

/// <summary>Makes altered copies of images, to try whether they are still found.</summary>
internal static class AlteredCopy
{
    private const int DefaultQuality = 85;
    private const int LowQuality = 20;
    private const int LongestSidePixels = 4096;

    /// <summary>Writes an altered copy as JPEG.</summary>
    /// <exception cref="ImageException">The source cannot be read or the target not be written.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static void Write(string sourcePath, string targetPath, Alteration alteration)
    {
        VipsRuntime.EnsureStarted();
        try
        {
            // By source: in a file name libvips would take brackets for options.
            using VipsObject source = VipsObject.Own(VipsNative.NewSourceFromFile(Path.GetFullPath(sourcePath)));
            using var load = new VipsOperation("thumbnail_source");
            using VipsObject image = load.Set("source", source).Set("width", LongestSidePixels)
                .Set("height", LongestSidePixels).Set("size", "down").RunToImage();
            using VipsObject altered = Alter(image, alteration);
            using var save = new VipsOperation("jpegsave");
            save.Set("in", altered).Set("filename", Path.GetFullPath(targetPath))
                .Set("Q", alteration == Alteration.Recompressed ? LowQuality : DefaultQuality).Run();
        }
        catch (VipsException e)
        {
            throw ImageException.Unreadable(sourcePath, e.Message.TrimEnd('.'), e);
        }
    }

    private static VipsObject Alter(VipsObject image, Alteration alteration)
    {
        int width = VipsNative.GetWidth(image), height = VipsNative.GetHeight(image);
        double side = Math.Sqrt(0.5);
        int keptWidth = Math.Max(1, (int)(width * side)), keptHeight = Math.Max(1, (int)(height * side));
        using var operation = new VipsOperation(alteration switch
        {
            Alteration.Cropped => "extract_area",
            Alteration.Rotated => "rotate",
            Alteration.Shrunk => "resize",
            Alteration.Recompressed => "copy",
            _ => throw new ArgumentOutOfRangeException(nameof(alteration), alteration, "Unknown alteration."),
        });
        _ = alteration switch
        {
            Alteration.Cropped => operation.Set("input", image).Set("left", (width - keptWidth) / 2).Set("top", (height - keptHeight) / 2)
                .Set("width", keptWidth).Set("height", keptHeight),
            Alteration.Rotated => operation.Set("in", image).Set("angle", 30).Set("background", 255.ToString(CultureInfo.InvariantCulture)),
            Alteration.Shrunk => operation.Set("in", image).Set("scale", 0.5),
            _ => operation.Set("in", image),
        };
        return operation.RunToImage();
    }
}
