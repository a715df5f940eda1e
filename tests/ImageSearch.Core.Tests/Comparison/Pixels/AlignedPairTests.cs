using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class AlignedPairTests
{
    [Theory]
    [InlineData(8, 6)]
    [InlineData(9, 7)]
    [InlineData(1, 1)]
    [InlineData(1, 6)]
    [InlineData(6, 1)]
    public void Halve_TakesTheMeansOfFour(int width, int height)
    {
        var random = new Random(3);
        GrayImage image = Frames.Gray(width, height, (_, _) => random.Next(256)), half = AlignedPair.Halve(image);
        Assert.Equal((Math.Max(1, width / 2), Math.Max(1, height / 2)), (half.Width, half.Height));
        for (int i = 0; i < half.Pixels.Length; i++)
        {
            int left = i % half.Width * 2, top = i / half.Width * 2, right = Math.Min(width - 1, left + 1),
                bottom = Math.Min(height - 1, top + 1);
            double mean = (At(left, top) + At(right, top) + At(left, bottom) + At(right, bottom)) / 4.0;
            Assert.Equal(mean, half.Pixels[i], 0.5);
        }

        int At(int x, int y) => image.Pixels[(y * width) + x];
    }

    [Fact]
    public void Halved_CountsAPixelWhereAllFourDo()
    {
        GrayImage image = Frames.Gray(8, 6, (x, y) => x + y);
        byte[] mask = [.. Enumerable.Repeat((byte)255, 48)];
        (mask[0], mask[11], mask[47]) = (0, 0, 0);
        AlignedPair half = new AlignedPair(image, image, mask).Halved();
        Assert.Equal([0, 0, 255, 255, 255, 255, 255, 255, 255, 255, 255, 0], half.Mask);
        Assert.Equal((4, 3, 4), (half.Width, half.Height, half.LongSide));
        Assert.Null(new AlignedPair(image, image, null).Halved().Mask);
    }
}
