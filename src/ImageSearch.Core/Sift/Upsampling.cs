using ImageSearch.Imaging;

namespace ImageSearch.Sift;

/// <summary>
/// Doubles an image by linear interpolation, pixel areas kept: a doubled pixel x lies at x / 2 - 1/4 of the image,
/// and <see cref="ToImage"/> brings keypoints back.
/// </summary>
internal static class Upsampling
{
    /// <summary>From a coordinate in the doubled image to one in the image.</summary>
    public static float ToImage(float doubled) => (doubled * 0.5f) - 0.25f;

    public static void Double(GrayImage image, Plane target)
    {
        target.Resize(image.Width * 2, image.Height * 2);
        int width = image.Width, height = image.Height;
        for (int y = 0; y < height; y++)
        {
            ReadOnlySpan<byte> above = image.Pixels.AsSpan(Math.Max(y - 1, 0) * width, width);
            ReadOnlySpan<byte> here = image.Pixels.AsSpan(y * width, width);
            ReadOnlySpan<byte> below = image.Pixels.AsSpan(Math.Min(y + 1, height - 1) * width, width);
            Row(above, here, target.Row(2 * y));
            Row(below, here, target.Row((2 * y) + 1));
        }
    }

    /// <summary>Weights 1/16, 3/16, 3/16, 9/16: sums of small integers, exact in a float.</summary>
    private static void Row(ReadOnlySpan<byte> far, ReadOnlySpan<byte> near, Span<float> target)
    {
        int last = near.Length - 1;
        int before = far[0] + (3 * near[0]);
        int current = before;
        for (int x = 0; x <= last; x++)
        {
            int after = far[Math.Min(x + 1, last)] + (3 * near[Math.Min(x + 1, last)]);
            target[2 * x] = (before + (3 * current)) * (1f / 16);
            target[(2 * x) + 1] = (after + (3 * current)) * (1f / 16);
            (before, current) = (current, after);
        }
    }
}
