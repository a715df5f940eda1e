using ImageSearch.Geometry;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Comparison;

/// <summary>Features without pixels: places and rows by chance, and what a transform makes of them.</summary>
internal static class MadeFeatures
{
    public const int Width = 320;
    public const int Height = 240;

    /// <summary>Places by chance within an image of 320 x 240, no two alike.</summary>
    public static ImageFeatures Random(int seed, int count)
    {
        var random = new Random(seed);
        Keypoint[] keypoints =
        [
            .. Enumerable.Range(0, count).Select(_ =>
                new Keypoint(Width * random.NextSingle() * 0.99f, Height * random.NextSingle() * 0.99f, 2 + (3 * random.NextSingle()),
                    360 * random.NextSingle(), 0.1f)),
        ];
        var rows = new byte[count * SiftSettings.DescriptorBytes];
        random.NextBytes(rows);
        return new ImageFeatures(Width, Height, keypoints, rows);
    }

    /// <summary>The same features as an image shows them that a similarity makes of it; what falls outside is gone.</summary>
    public static ImageFeatures Seen(ImageFeatures image, ImageTransform similarity, int width = Width, int height = Height) => Chosen(
        image with
        {
            Width = width,
            Height = height,
            Keypoints = [.. image.Keypoints.Select(k =>
            {
                (double x, double y) = similarity.Apply(k.X, k.Y);
                return new Keypoint((float)x, (float)y, (float)(k.Scale * similarity.Scale),
                    (float)((k.Angle + similarity.AngleDegrees + 360) % 360), k.Response);
            })],
        }, k => k.X >= 0 && k.Y >= 0 && k.X <= width - 1 && k.Y <= height - 1);

    /// <summary>Some of an image's features.</summary>
    public static ImageFeatures Chosen(ImageFeatures image, Func<Keypoint, bool> isChosen)
    {
        int[] chosen = [.. Enumerable.Range(0, image.Count).Where(i => isChosen(image.Keypoints[i]))];
        return image with
        {
            Keypoints = [.. chosen.Select(i => image.Keypoints[i])],
            Descriptors = [.. chosen.SelectMany(i => image.Descriptors.Skip(i * SiftSettings.DescriptorBytes)
                .Take(SiftSettings.DescriptorBytes))],
        };
    }

    /// <summary>The features of both, in the first's size.</summary>
    public static ImageFeatures Together(ImageFeatures first, ImageFeatures second) =>
        first with { Keypoints = [.. first.Keypoints, .. second.Keypoints], Descriptors = [.. first.Descriptors, .. second.Descriptors] };

    public static ImageTransform Similarity(double degrees, double scale, double x, double y)
    {
        (double sin, double cos) = Math.SinCos(degrees * Math.PI / 180);
        return new ImageTransform(scale * cos, -scale * sin, x, scale * sin, scale * cos, y);
    }
}
