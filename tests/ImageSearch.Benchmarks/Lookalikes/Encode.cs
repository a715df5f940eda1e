using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Pixels to files, through the product's own binding.</summary>
internal static class Encode
{
    public static byte[] Jpeg(ColourImage image, int quality) => image.Run(i => EncodedImage.Jpeg(i, quality));

    public static byte[] Png(ColourImage image) => image.Run(EncodedImage.Png);
}
