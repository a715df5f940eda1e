using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>What people and cameras do to pixels. Every method returns an image of its own.</summary>
internal static class Retouch
{
    private const double MaxLevel = 255;

    public static ColourImage Crop(ColourImage image, int left, int top, int width, int height) =>
        Arrange(image, width, height, (x, y) => (left + x, top + y));

    public static ColourImage Mirror(ColourImage image) => Arrange(image, image.Width, image.Height, (x, y) => (image.Width - 1 - x, y));

    /// <summary>By so many quarters, clockwise.</summary>
    public static ColourImage Turn(ColourImage image, int quarters) => (quarters & 3) switch
    {
        1 => Arrange(image, image.Height, image.Width, (x, y) => (y, image.Height - 1 - x)),
        2 => Arrange(image, image.Width, image.Height, (x, y) => (image.Width - 1 - x, image.Height - 1 - y)),
        3 => Arrange(image, image.Height, image.Width, (x, y) => (image.Width - 1 - y, x)),
        _ => image,
    };

    public static ColourImage Gray(ColourImage image) => Map(image, (r, g, b) =>
    {
        double luma = (0.299 * r) + (0.587 * g) + (0.114 * b);
        return (luma, luma, luma);
    });

    /// <summary>Red, green and blue change places in a ring.</summary>
    public static ColourImage SwapChannels(ColourImage image) => Map(image, (r, g, b) => (b, r, g));

    /// <summary>Turns hues around the gray axis of YIQ, so that the luma stays as far as colours allow.</summary>
    public static ColourImage TurnHue(ColourImage image, double degrees)
    {
        double cos = Math.Cos(degrees * Math.PI / 180), sin = Math.Sin(degrees * Math.PI / 180);
        return Map(image, (r, g, b) =>
        {
            double y = (0.299 * r) + (0.587 * g) + (0.114 * b), i = (0.596 * r) - (0.274 * g) - (0.322 * b), q = (0.211 * r) - (0.523 * g)
                + (0.312 * b);
            (i, q) = ((i * cos) - (q * sin), (i * sin) + (q * cos));
            return (y + (0.956 * i) + (0.621 * q), y - (0.272 * i) - (0.647 * q), y - (1.106 * i) + (1.703 * q));
        });
    }

    /// <summary>More or less light, then another tone curve; what is too bright is clipped.</summary>
    public static ColourImage Expose(ColourImage image, double gain, double gamma) =>
        Map(image, (r, g, b) => (Curve(r, gain, gamma), Curve(g, gain, gamma), Curve(b, gain, gamma)));

    /// <summary>Noise of a deviation in levels, each channel its own.</summary>
    public static ColourImage Noise(ColourImage image, double deviation, Chance chance) => Map(image, (r, g, b) =>
        (r + (deviation * chance.Normal()), g + (deviation * chance.Normal()), b + (deviation * chance.Normal())));

    /// <summary>Each channel up, down or left by at most so many levels.</summary>
    public static ColourImage Jitter(ColourImage image, int levels, Chance chance) => Map(image, (r, g, b) =>
        (r + chance.Between(-levels, levels), g + chance.Between(-levels, levels), b + chance.Between(-levels, levels)));

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

    public static byte Level(double value) => (byte)(Math.Clamp(value, 0, MaxLevel) + 0.5);

    private static double Curve(double level, double gain, double gamma) =>
        MaxLevel * Math.Pow(Math.Min(1, level * gain / MaxLevel), gamma);

    private static ColourImage Arrange(ColourImage image, int width, int height, Func<int, int, (int X, int Y)> from)
    {
        var made = new byte[width * height * 3];
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                (int fromX, int fromY) = from(x, y);
                image.Rgb.AsSpan(((fromY * image.Width) + fromX) * 3, 3).CopyTo(made.AsSpan(((y * width) + x) * 3));
            }
        }

        return new ColourImage(width, height, made);
    }
}
