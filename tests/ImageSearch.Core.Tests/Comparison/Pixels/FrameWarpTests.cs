using ImageSearch.Comparison.Pixels;
using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class FrameWarpTests
{
    private const int Width = 240;
    private const int Height = 200;

    /// <summary>Images whose levels are their columns, or their rows, show where each pixel of the frame comes from.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    public void Gray_LooksWhereTheMapSays(double bend)
    {
        var random = new Random(5);
        double[] bends = [.. Enumerable.Range(0, FrameMap.Terms).Select(_ => bend * ((2 * random.NextDouble()) - 1))];
        var map = new FrameMap(new ImageTransform(1.1, -0.2, 12, 0.15, 0.9, 8, 3e-4, -2e-4), bend == 0 ? null : bends, 150, 130);
        (GrayImage columns, byte[] mask) = FrameWarp.Gray(Frames.Gray(Width, Height, (x, _) => x), map);
        GrayImage rows = FrameWarp.Gray(Frames.Gray(Width, Height, (_, y) => y), map).Image;
        int inside = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            (double u, double v) = map.Apply(i % 150, i / 150);
            bool isInside = u >= 0 && v >= 0 && u <= Width - 1 && v <= Height - 1;
            if (isInside)
            {
                Assert.Equal(u, columns.Pixels[i], 0.51);
                Assert.Equal(v, rows.Pixels[i], 0.51);
            }

            Assert.True(mask[i] == (isInside ? 255 : 0) || Math.Min(Edge(u, Width), Edge(v, Height)) < 0.02);
            inside += isInside ? 1 : 0;
        }

        Assert.InRange(inside, mask.Length / 2, mask.Length - 1);
    }

    [Fact]
    public void Gray_OfAPartAsItIs_IsThatPart()
    {
        GrayImage rows = Frames.Gray(Width, Height, (x, y) => ((7 * x) + (3 * y)) % 251);
        (GrayImage part, byte[] mask) = FrameWarp.Gray(rows, new FrameMap(new ImageTransform(1, 0, 11, 0, 1, 5), null, 100, 90));
        Assert.Equal(Frames.Gray(100, 90, (x, y) => ((7 * (x + 11)) + (3 * (y + 5))) % 251).Pixels, part.Pixels);
        Assert.All(mask, m => Assert.Equal(255, m));
    }

    [Fact]
    public void Planes_AreWhatEachOfThemIsAlone()
    {
        GrayImage[] planes = [Frames.Photo("Wine", 128).Luma, Frames.Map(Frames.Photo("Wine", 128).Luma, p => 255 - p)];
        var map = new FrameMap(new ImageTransform(1.1, -0.2, 3, 0.15, 0.9, 2, 3e-4, -2e-4), null, 70, 60);
        (GrayImage[] moved, byte[] mask) = FrameWarp.Planes(planes, map);
        Assert.Equal(planes.Select(p => FrameWarp.Gray(p, map).Image.Pixels), moved.Select(m => m.Pixels));
        Assert.Equal(FrameWarp.Gray(planes[0], map).Mask, mask);
    }

    [Fact]
    public void Gray_ByAShiftOfWholePixels_MovesThemUnchanged()
    {
        GrayImage photo = Frames.Photo("Wine", 128).Luma;
        (GrayImage moved, byte[] mask) =
            FrameWarp.Gray(photo, new FrameMap(new ImageTransform(1, 0, 7, 0, 1, -3), null, photo.Width, photo.Height));
        for (int y = 0; y < photo.Height; y++)
        {
            for (int x = 0; x < photo.Width; x++)
            {
                bool isInside = x + 7 < photo.Width && y >= 3;
                int at = (y * photo.Width) + x;
                Assert.Equal(isInside ? (photo.Pixels[at + 7 - (3 * photo.Width)], 255) : (0, 0), (moved.Pixels[at], mask[at]));
            }
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 30)]
    [InlineData(30, 1)]
    public void Gray_OfOneRowOrColumn_StaysWithinIt(int width, int height)
    {
        GrayImage image = Frames.Gray(width, height, (x, y) => 10 * (x + y));
        (GrayImage same, byte[] mask) = FrameWarp.Gray(image, new FrameMap(ImageTransform.Identity, null, width, height));
        Assert.Equal(image.Pixels, same.Pixels);
        Assert.All(mask, m => Assert.Equal(255, m));
    }

    [Fact]
    public void Sizes_LaysEdgesOnEdges()
    {
        ImageTransform sizes = FrameWarp.Sizes(640, 480, 320, 160);
        ((double left, double top), (double right, double bottom)) = (sizes.Apply(-0.5, -0.5), sizes.Apply(639.5, 479.5));
        Assert.Equal((-0.5, -0.5, 319.5, 159.5), (Math.Round(left, 9), Math.Round(top, 9), Math.Round(right, 9), Math.Round(bottom, 9)));
    }

    private static double Edge(double at, int length) => Math.Min(Math.Abs(at), Math.Abs(at - length + 1));
}
