using ImageSearch.Pictures;

namespace ImageSearch.Tests.Pictures;

public sealed class CanvasTests
{
    private static readonly Ink White = new(255, 255, 255);

    /// <summary>Where the pixels that the formula calls covered are, by distance from the line's ends and middle, pixel by pixel.</summary>
    [Theory]
    [InlineData(3, 4, 30, 11)]
    [InlineData(30, 11, 3, 4)]
    [InlineData(8, 2, 11, 29)]
    [InlineData(5, 5, 25, 25)]
    [InlineData(20, 20, 20, 20)]
    [InlineData(-50, 10, 90, 14)]
    public void Line_CoversThePixelsNearIt(double x0, double y0, double x1, double y1)
    {
        var canvas = new Canvas(32, 32, new Ink(0, 0, 0));
        canvas.Line((x0, y0), (x1, y1), 3, White, canvas.All);
        byte[] rgb = canvas.ToImage().Rgb;
        for (int i = 0; i < 32 * 32; i++)
        {
            double x = (i % 32) - x0, y = (i / 32) - y0, dx = x1 - x0, dy = y1 - y0, square = (dx * dx) + (dy * dy);
            double t = square > 0 ? Math.Clamp(((x * dx) + (y * dy)) / square, 0, 1) : 0;
            double away = Math.Sqrt(Math.Pow(x - (t * dx), 2) + Math.Pow(y - (t * dy), 2));
            Assert.Equal(255 * Math.Clamp(2 - away, 0, 1), rgb[i * 3], 1.0);
        }
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void Line_ToNowhere_DrawsNothing(double x)
    {
        var canvas = new Canvas(32, 32, new Ink(0, 0, 0));
        canvas.Line((5, 5), (x, 7), 3, White, canvas.All);
        Assert.All(canvas.ToImage().Rgb, b => Assert.Equal(0, b));
    }

    [Fact]
    public void Line_StaysWithinItsBox()
    {
        var canvas = new Canvas(32, 32, new Ink(0, 0, 0));
        var box = new Box(8, 10, 6, 5);
        canvas.Line((-100, -100), (100, 100), 9, White, box);
        canvas.Circle((8, 10), 4, 3, White, box);
        byte[] rgb = canvas.ToImage().Rgb;
        int[] drawn = [.. Enumerable.Range(0, 32 * 32).Where(i => rgb[i * 3] > 0)];
        Assert.NotEmpty(drawn);
        Assert.All(drawn, i => Assert.True(i % 32 is >= 8 and < 14 && i / 32 is >= 10 and < 15));
    }
}
