using System.Globalization;
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

    /// <summary>The oracle: a pixel is in if a ray from its centre crosses the polygon's sides an odd number of times.</summary>
    [Theory]
    [InlineData("4,4 20,4 20,20 4,20")]
    [InlineData("2,9 30,3 17.5,28.2")]
    [InlineData("-40,-40 60,10 10,60")]
    [InlineData("2,2 28,28 28,2 2,28")]
    public void Fill_CoversThePixelsWithin(string corners)
    {
        (double X, double Y)[] polygon =
        [
            .. corners.Split(' ').Select(c => c.Split(',').Select(n => double.Parse(n, CultureInfo.InvariantCulture)).ToArray())
                .Select(c => (c[0], c[1])),
        ];
        var canvas = new Canvas(32, 32, new Ink(0, 0, 0));
        canvas.Fill(polygon, White, canvas.All);
        byte[] rgb = canvas.ToImage().Rgb;
        for (int i = 0; i < 32 * 32; i++)
        {
            (double x, double y) = (i % 32, i / 32);
            int crossed = 0;
            for (int j = 0; j < polygon.Length; j++)
            {
                ((double x0, double y0), (double x1, double y1)) = (polygon[j], polygon[(j + 1) % polygon.Length]);
                crossed += y0 <= y != y1 <= y && x0 + ((x1 - x0) * (y - y0) / (y1 - y0)) <= x ? 1 : 0;
            }

            Assert.Equal(crossed % 2 == 1 ? 255 : 0, rgb[i * 3]);
        }
    }

    [Fact]
    public void Fill_StaysWithinItsBox_AndOfNowhereDrawsNothing()
    {
        var canvas = new Canvas(32, 32, new Ink(0, 0, 0));
        canvas.Fill([(0, 0), (double.NaN, 5), (20, 20)], White, canvas.All);
        Assert.All(canvas.ToImage().Rgb, b => Assert.Equal(0, b));
        canvas.Fill([(-1e9, -1e9), (1e9, -1e9), (1e9, 1e9), (-1e9, 1e9)], White, new Box(8, 10, 6, 5));
        byte[] rgb = canvas.ToImage().Rgb;
        Assert.Equal(30, Enumerable.Range(0, 32 * 32).Count(i => rgb[i * 3] == 255 && i % 32 is >= 8 and < 14 && i / 32 is >= 10 and < 15));
        Assert.Equal(30, Enumerable.Range(0, 32 * 32).Count(i => rgb[i * 3] > 0));
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
