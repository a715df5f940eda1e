using ImageSearch.Imaging;
using ImageSearch.Imaging.Vips;

namespace ImageSearch.Tests.Comparison;

/// <summary>What people, cameras and editors do to an image. Every method returns an image of its own.</summary>
internal static class Altered
{
    /// <summary>Every pixel by a rule of its red, green and blue.</summary>
    public static ColourImage Map(ColourImage image, Func<double, double, double, (double Red, double Green, double Blue)> map)
    {
        var made = new byte[image.Rgb.Length];
        for (int i = 0; i < made.Length; i += 3)
        {
            (double r, double g, double b) = map(image.Rgb[i], image.Rgb[i + 1], image.Rgb[i + 2]);
            (made[i], made[i + 1], made[i + 2]) = (Level(r), Level(g), Level(b));
        }

        return new ColourImage(image.Width, image.Height, made);
    }

    /// <summary>Every channel by one curve.</summary>
    public static ColourImage Toned(ColourImage image, Func<double, double> curve) =>
        Map(image, (r, g, b) => (curve(r), curve(g), curve(b)));

    public static ColourImage Gray(ColourImage image) => Map(image, (r, g, b) =>
    {
        double luma = (0.299 * r) + (0.587 * g) + (0.114 * b);
        return (luma, luma, luma);
    });

    /// <summary>Noise of a deviation in levels, each channel its own.</summary>
    public static ColourImage Noisy(ColourImage image, double deviation, int seed)
    {
        var random = new Random(seed);
        return Map(image, (r, g, b) =>
            (r + (deviation * Normal(random)), g + (deviation * Normal(random)), b + (deviation * Normal(random))));
    }

    /// <summary>A number of the normal distribution (Box, Muller 1958).</summary>
    public static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble()))
        * Math.Cos(2 * Math.PI * random.NextDouble());

    public static ColourImage Blurred(ColourImage image, double sigma) => image.Run(source =>
    {
        using var operation = new VipsOperation("gaussblur");
        using VipsObject made = operation.Set("in", source).Set("sigma", sigma).RunToImage();
        return ColourImage.Collect(made);
    });

    public static ColourImage Mirrored(ColourImage image) => Arranged(image, image.Width, image.Height, (x, y) => (image.Width - 1 - x, y));

    public static ColourImage Cropped(ColourImage image, int left, int top, int width, int height) =>
        Arranged(image, width, height, (x, y) => (left + x, top + y));

    /// <summary>As it is stored where an EXIF orientation from 1 to 8 turns it upright.</summary>
    public static ColourImage Stored(ColourImage image, int orientation)
    {
        (int width, int height) = orientation > 4 ? (image.Height, image.Width) : (image.Width, image.Height);
        (int right, int bottom) = (image.Width - 1, image.Height - 1);
        return Arranged(image, width, height, (x, y) => orientation switch
        {
            1 => (x, y),
            2 => (right - x, y),
            3 => (right - x, bottom - y),
            4 => (x, bottom - y),
            5 => (y, x),
            6 => (right - y, x),
            7 => (right - y, bottom - x),
            _ => (y, bottom - x),
        });
    }

    /// <summary>A copy with another image laid over it.</summary>
    public static ColourImage Pasted(ColourImage ground, ColourImage image, int left, int top)
    {
        byte[] made = [.. ground.Rgb];
        for (int y = 0; y < image.Height; y++)
        {
            image.Rgb.AsSpan(3 * y * image.Width, 3 * image.Width).CopyTo(made.AsSpan(3 * (((top + y) * ground.Width) + left)));
        }

        return new ColourImage(ground.Width, ground.Height, made);
    }

    /// <summary>An image of one colour.</summary>
    public static ColourImage Plain(int width, int height, byte red, byte green, byte blue) =>
        new(width, height, [.. Enumerable.Range(0, 3 * width * height).Select(i => i % 3 == 0 ? red : i % 3 == 1 ? green : blue)]);

    /// <summary>What is seen of an image from elsewhere, by Catmull-Rom interpolation (Keys 1981); outside it is of one level.</summary>
    /// <param name="image">What is looked at.</param>
    /// <param name="width">Of the view.</param>
    /// <param name="height">Of the view.</param>
    /// <param name="from">From the view's pixels to the image's.</param>
    /// <param name="outside">The level beyond the image's edges.</param>
    public static ColourImage Seen(ColourImage image, int width, int height, Func<double, double, (double X, double Y)> from,
        byte outside = 255)
    {
        var made = new byte[3 * width * height];
        Parallel.For(0, width * height, i =>
        {
            (double x, double y) = from(i % width, i / width);
            bool isInside = x >= -0.5 && y >= -0.5 && x <= image.Width - 0.5 && y <= image.Height - 0.5;
            for (int channel = 0; channel < 3; channel++)
            {
                made[(3 * i) + channel] = isInside ? Level(At(image, x, y, channel)) : outside;
            }
        });
        return new ColourImage(width, height, made);
    }

    public static byte Level(double value) => (byte)(Math.Clamp(value, 0, 255) + 0.5);

    private static double At(ColourImage image, double x, double y, int channel)
    {
        (double left, double top) = (Math.Floor(x), Math.Floor(y));
        double sum = 0;
        for (int dy = -1; dy <= 2; dy++)
        {
            int row = Math.Clamp((int)top + dy, 0, image.Height - 1);
            for (int dx = -1; dx <= 2; dx++)
            {
                int column = Math.Clamp((int)left + dx, 0, image.Width - 1);
                sum += image.Rgb[(3 * ((row * image.Width) + column)) + channel] * Weight(x - left - dx) * Weight(y - top - dy);
            }
        }

        return sum;
    }

    private static double Weight(double distance)
    {
        double d = Math.Abs(distance);
        return d < 1 ? 1 + (d * d * ((1.5 * d) - 2.5)) : d < 2 ? 2 + (d * (-4 + (d * (2.5 - (0.5 * d))))) : 0;
    }

    private static ColourImage Arranged(ColourImage image, int width, int height, Func<int, int, (int X, int Y)> from)
    {
        var made = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++)
        {
            (int x, int y) = from(i % width, i / width);
            image.Rgb.AsSpan(3 * ((y * image.Width) + x), 3).CopyTo(made.AsSpan(3 * i));
        }

        return new ColourImage(width, height, made);
    }
}
