using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Pictures;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Retrieval;

/// <summary>
/// Drawn images that are full of the same things in other orders: pages of text, fronts of windows, dots. Features resemble each other
/// everywhere; different images are never confidently the same (0.75, where photographs are never wrong either: docs/confidence.md), the
/// same ones always are.
/// </summary>
public sealed class RepeatedTextureTests
{
    private const int Width = 480;
    private const int Height = 360;

    private const double Confident = 0.75;

    [Theory]
    [InlineData("text")]
    [InlineData("windows")]
    [InlineData("dots")]
    public void Compare_OfDifferentImagesOfOneKind_IsNotConfident(string kind)
    {
        (ImageFeatures Features, ulong Hash)[] images = [.. Enumerable.Range(0, 6).Select(i => Describe(kind, i))];
        for (int a = 0; a < images.Length; a++)
        {
            for (int b = 0; b < images.Length; b++)
            {
                ImageComparison found = Compare(images[a], images[b]);
                string what = $"{kind} {a} and {b}: {found.Inliers} inliers of {found.Geometry?.PutativeMatchCount}, "
                    + $"{found.Confidence:0.00}";
                Assert.True(found.Confidence >= Confident == (a == b), what);
            }
        }
    }

    private static ImageComparison Compare((ImageFeatures Features, ulong Hash) a, (ImageFeatures Features, ulong Hash) b) =>
        ImageComparer.Compare(Described(1, a), Described(2, b), includeMirrored: true);

    private static DescribedImage Described(byte file, (ImageFeatures Features, ulong Hash) image) =>
        new(FileOf(file), Width, Height, image.Features) { PerceptualHash = image.Hash };

    private static FileFacts FileOf(byte content) => new($"{content}.png", 1, DateTime.UnixEpoch, [content]);

    private static (ImageFeatures Features, ulong Hash) Describe(string kind, int seed)
    {
        var gray = new GrayImage(Width, Height, [.. Draw(kind, seed).Rgb.Chunk(3).Select(p => p[0])]);
        ImageFeatures features = new SiftExtractor(new SiftSettings()).Extract(gray);
        Assert.True(features.Count > 20, $"{kind}: {features.Count} features");
        return (features, PerceptualHash.Of(gray));
    }

    private static ColourImage Draw(string kind, int seed)
    {
        var random = new Random(seed);
        var canvas = new Canvas(Width, Height, Gray(235));
        switch (kind)
        {
            case "text":
                for (int y = 20; y < Height - 20; y += 26)
                {
                    string line = string.Concat(Enumerable.Range(0, 40)
                        .Select(_ => random.Next(6) == 0 ? ' ' : (char)('a' + random.Next(26))));
                    StrokeFont.Draw(canvas, line, (15, y), 11, Gray(20));
                }

                break;
            case "windows":
                int across = random.Next(5, 9), down = random.Next(4, 7), frame = random.Next(3);
                for (int i = 0; i < across * down; i++)
                {
                    double w = 0.6 * Width / across, h = 0.65 * Height / down;
                    double x = ((i % across) + 0.2) * Width / across, y = ((i / across) + 0.18) * Height / down;
                    canvas.Line((x + (w / 2), y), (x + (w / 2), y + h), w, Gray(60), canvas.All);
                    for (int bar = 0; bar <= frame; bar++)
                    {
                        canvas.Line((x, y + (bar * h / (frame + 1))), (x + w, y + (bar * h / (frame + 1))), 4, Gray(250), canvas.All);
                    }
                }

                break;
            default:
                for (int i = 0; i < 60; i++)
                {
                    (double X, double Y) at = (random.Next(Width), random.Next(Height));
                    canvas.Line(at, at, random.Next(8, 30), Gray(random.Next(20, 200)), canvas.All);
                }

                break;
        }

        return canvas.ToImage();
    }

    private static Ink Gray(int gray) => new((byte)gray, (byte)gray, (byte)gray);
}
