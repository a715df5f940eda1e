using ImageSearch.Comparison.Pixels;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Pictures;
using ImageSearch.Sift;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Comparison.Pixels;

/// <summary>Pixels to compare: sample photographs, and images by a rule.</summary>
internal static class Frames
{
    private const double LimitMegapixels = 50;

    /// <summary>A sample photograph at its own size, or with its long side shrunk to so many pixels.</summary>
    public static FramePixels Photo(string start, int longSide = 640) => Of(Colours(start, longSide));

    public static ColourImage Colours(string start, int longSide = 640) =>
        ColourImage.Read(TestData.Photo(start), (_, _) => longSide, 1, LimitMegapixels).Image;

    public static FramePixels Of(ColourImage image)
    {
        var luma = new byte[image.Width * image.Height];
        Luma.FromRgb(image.Rgb, luma);
        return new FramePixels(image, new GrayImage(image.Width, image.Height, luma));
    }

    public static GrayImage Gray(int width, int height, Func<int, int, double> level) =>
        new(width, height, [.. Enumerable.Range(0, width * height).Select(i => Altered.Level(level(i % width, i / width)))]);

    /// <summary>Gray levels by a rule of those of an image.</summary>
    public static GrayImage Map(GrayImage image, Func<byte, double> map) =>
        new(image.Width, image.Height, [.. image.Pixels.Select(p => Altered.Level(map(p)))]);

    public static GrayImage Noisy(GrayImage image, double deviation, int seed)
    {
        var random = new Random(seed);
        return Map(image, p => p + (deviation * Altered.Normal(random)));
    }

    /// <summary>An image blurred by a Gaussian, the plain way.</summary>
    public static GrayImage Blurred(GrayImage image, double sigma)
    {
        int reach = (int)Math.Ceiling(4 * sigma);
        double[] weights = [.. Enumerable.Range(-reach, (2 * reach) + 1).Select(d => Math.Exp(-d * d / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        double[] across = Convolve([.. image.Pixels.Select(p => (double)p)], (x, y, d) => (y * image.Width)
            + Math.Clamp(x + d, 0, image.Width - 1));
        double[] both = Convolve(across, (x, y, d) => (Math.Clamp(y + d, 0, image.Height - 1) * image.Width) + x);
        return new GrayImage(image.Width, image.Height, [.. both.Select(Altered.Level)]);

        double[] Convolve(double[] from, Func<int, int, int, int> at) =>
        [
            .. Enumerable.Range(0, from.Length)
                .Select(i => weights.Select((w, d) => w * from[at(i % image.Width, i / image.Width, d - reach)]).Sum() / sum),
        ];
    }

    /// <summary>A part of an image replaced by a rule.</summary>
    public static GrayImage Patched(GrayImage image, Box box, Func<int, int, double> level)
    {
        byte[] pixels = [.. image.Pixels];
        for (int y = box.Top; y < box.Bottom; y++)
        {
            for (int x = box.Left; x < box.Right; x++)
            {
                pixels[(y * image.Width) + x] = Altered.Level(level(x, y));
            }
        }

        return new GrayImage(image.Width, image.Height, pixels);
    }

    /// <summary>A file of a size, of which nothing else is known.</summary>
    public static DescribedImage Sized(int width, int height, string path = "") =>
        new(new FileFacts(path, 1, DateTime.UnixEpoch, []), width, height, new ImageFeatures(width, height, [], []));

    public static DescribedImage Sized(FramePixels pixels) => Sized(pixels.Width, pixels.Height);

    /// <summary>Two images of one size that lie upon each other.</summary>
    public static Alignment Aligned(FramePixels first, FramePixels second)
    {
        var itself = new FrameMap(ImageTransform.Identity, null, first.Width, first.Height);
        return new Alignment(new AlignedPair(first.Luma, second.Luma, null), (first, itself), (second, itself), (x, y) => (x, y),
            (x, y) => (x, y));
    }
}
