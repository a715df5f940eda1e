using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>Two images in one frame: pixel for pixel the same places, where both have any.</summary>
/// <param name="First">The first image's luma.</param>
/// <param name="Second">The second image's luma, of the same size.</param>
/// <param name="Mask">255 where both images have pixels, else 0; null where they do everywhere.</param>
internal sealed record AlignedPair(GrayImage First, GrayImage Second, byte[]? Mask)
{
    public int Width => First.Width;

    public int Height => First.Height;

    public int LongSide => Math.Max(Width, Height);

    /// <summary>The same at half the size, each pixel the mean of four; a pixel counts where all four do.</summary>
    public AlignedPair Halved() => new(Halve(First), Halve(Second), Mask is null ? null : HalveMask(Mask, Width, Height));

    /// <summary>An image at half the size, each pixel the mean of four.</summary>
    public static GrayImage Halve(GrayImage image)
    {
        int width = Math.Max(1, image.Width / 2), height = Math.Max(1, image.Height / 2), stride = image.Width;
        int right = image.Width > 1 ? 1 : 0, down = image.Height > 1 ? stride : 0;
        var pixels = new byte[width * height];
        byte[] from = image.Pixels;
        for (int y = 0; y < height; y++)
        {
            int at = 2 * y * stride;
            for (int x = 0; x < width; x++, at += 2)
            {
                pixels[(y * width) + x] = (byte)((from[at] + from[at + right] + from[at + down] + from[at + down + right] + 2) >> 2);
            }
        }

        return new GrayImage(width, height, pixels);
    }

    private static byte[] HalveMask(byte[] mask, int width, int height)
    {
        int halfWidth = Math.Max(1, width / 2), halfHeight = Math.Max(1, height / 2);
        int right = width > 1 ? 1 : 0, down = height > 1 ? width : 0;
        var half = new byte[halfWidth * halfHeight];
        for (int y = 0; y < halfHeight; y++)
        {
            int at = 2 * y * width;
            for (int x = 0; x < halfWidth; x++, at += 2)
            {
                half[(y * halfWidth) + x] = (byte)(mask[at] & mask[at + right] & mask[at + down] & mask[at + down + right]);
            }
        }

        return half;
    }
}
