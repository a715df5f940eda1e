using ImageSearch.Comparison.Pixels;
using ImageSearch.Imaging;

namespace ImageSearch.Tests.Comparison.Pixels;

public sealed class BlockGridTests
{
    private const int Width = 47;
    private const int Height = 38;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Of_GivesWhatAPlainLoopGives(bool isMasked)
    {
        AlignedPair pair = Random(7, isMasked);
        BlockGrid grid = BlockGrid.Of(pair);
        Assert.Equal((9, 7, 63), (grid.Columns, grid.Rows, grid.Count));
        for (int i = 0; i < grid.Count; i++)
        {
            int[] pixels = Pixels(pair, i % grid.Columns * BlockGrid.Stride, i / grid.Columns * BlockGrid.Stride);
            (double first, double second) =
                (Deviation(pixels.Select(p => (double)pair.First.Pixels[p])), Deviation(pixels.Select(p => (double)pair.Second.Pixels[p])));
            Assert.Equal(Math.Max(first, second), grid.Activity[i], 0.01);
            Assert.Equal(Math.Min(first, second), grid.LessActivity[i], 0.01);
            Assert.Equal(Deviation(pixels.Select(p => (double)pair.First.Pixels[p] - pair.Second.Pixels[p])), grid.Difference[i], 0.01);
            Assert.Equal(pixels.Average(p => (double)pair.Second.Pixels[p] - pair.First.Pixels[p]), grid.Offset[i], 0.01);
            Assert.Equal(pair.Mask is null || pixels.All(p => pair.Mask[p] == 255), grid.IsValid[i]);
        }

        Assert.Equal(isMasked, grid.IsValid.Contains(false));
        Assert.Contains(true, grid.IsValid);
    }

    [Fact]
    public void Difference_OfAnotherBrightnessAlone_IsNone()
    {
        GrayImage image = Frames.Gray(Width, Height, (x, y) => 60 + (x * y % 90));
        BlockGrid grid = BlockGrid.Of(new AlignedPair(image, Frames.Map(image, p => p + 33), null));
        Assert.All(grid.Difference, d => Assert.Equal(0, d, 0.05));
        Assert.All(grid.Offset, o => Assert.Equal(33, o, 0.01));
    }

    [Theory]
    [InlineData(2, -1)]
    [InlineData(0, 3)]
    [InlineData(-3, -3)]
    public void MinDifference_FindsWhereABlockHasGone(int dx, int dy)
    {
        AlignedPair random = Random(9, isMasked: false);
        GrayImage moved = Frames.Gray(
            Width, Height, (x, y) => random.First.Pixels[(Math.Clamp(y - dy, 0, Height - 1) * Width) + Math.Clamp(x - dx, 0, Width - 1)]);
        var pair = new AlignedPair(random.First, moved, null);
        BlockGrid grid = BlockGrid.Of(pair);
        int middle = (3 * grid.Columns) + 4;
        Assert.True(grid.Difference[middle] > 50);
        Assert.Equal(0, grid.MinDifference(pair, middle, 3));
        Assert.True(grid.MinDifference(pair, middle, Math.Max(Math.Abs(dx), Math.Abs(dy)) - 1) > 50);
    }

    [Fact]
    public void MinDifference_AtTheEdges_StaysWithinTheImage()
    {
        AlignedPair pair = Random(11, isMasked: false);
        BlockGrid grid = BlockGrid.Of(pair);
        for (int i = 0; i < grid.Count; i++)
        {
            Assert.InRange(grid.MinDifference(pair, i, 3), 0, grid.Difference[i]);
        }
    }

    [Theory]
    [InlineData(11, 40)]
    [InlineData(40, 11)]
    [InlineData(1, 1)]
    public void Of_AnImageSmallerThanABlock_HasNone(int width, int height)
    {
        GrayImage image = Frames.Gray(width, height, (x, _) => x);
        Assert.Equal(0, BlockGrid.Of(new AlignedPair(image, image, null)).Count);
    }

    private static AlignedPair Random(int seed, bool isMasked)
    {
        var random = new Random(seed);
        GrayImage first = Frames.Gray(Width, Height, (_, _) => random.Next(256)),
            second = Frames.Gray(Width, Height, (_, _) => random.Next(256));
        return new AlignedPair(first, second, isMasked
            ? [.. Enumerable.Range(0, Width * Height).Select(i => (byte)(i % 211 == 0 ? 0 : 255))] : null);
    }

    private static int[] Pixels(AlignedPair pair, int left, int top) =>
    [
        .. Enumerable.Range(0, BlockGrid.BlockPixels * BlockGrid.BlockPixels)
            .Select(i => ((top + (i / BlockGrid.BlockPixels)) * pair.Width) + left + (i % BlockGrid.BlockPixels)),
    ];

    private static double Deviation(IEnumerable<double> values)
    {
        double mean = values.Average();
        return Math.Sqrt(values.Average(v => (v - mean) * (v - mean)));
    }
}
