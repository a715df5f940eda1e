using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Pixels to files, through the product's own binding.</summary>
internal static class Encode
{
    public static byte[] Jpeg(ColourImage image, int quality) => image.Run(i => EncodedImage.Jpeg(i, quality));

    public static byte[] Png(ColourImage image) => image.Run(EncodedImage.Png);

    /// <summary>A TIFF of pages of one size.</summary>
    /// <param name="pages">The pages.</param>
    /// <param name="compression">libvips's word for how they are packed; without loss.</param>
    public static byte[] Tiff(ColourImage[] pages, string compression) =>
        Strip(pages).Run(i => EncodedImage.Save("tiffsave_target", i, save => save.Set("compression", compression)
            .Set("page-height", pages[0].Height)));

    /// <summary>An animated GIF of frames of one size.</summary>
    public static byte[] Gif(ColourImage[] frames) =>
        Strip(frames).Run(i => EncodedImage.Save("gifsave_target", i, save => save.Set("page-height", frames[0].Height)));

    /// <summary>libvips takes pages as one image, one below the other.</summary>
    private static ColourImage Strip(ColourImage[] pages) =>
        new(pages[0].Width, pages.Sum(p => p.Height), [.. pages.SelectMany(p => p.Rgb)]);
}
