using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Colours as print and programs use them: less bright than a wheel's.</summary>
internal static class Tones
{
    public static Ink Any(Chance chance)
    {
        Ink bright = Ink.OfHue(chance.Real());
        double value = chance.Real(0.55, 0.85), gray = chance.Real(0.1, 0.35) * 150;
        return new Ink(Mixed(bright.Red), Mixed(bright.Green), Mixed(bright.Blue));

        byte Mixed(byte level) => Retouch.Level((level * value * 0.75) + gray);
    }

    /// <summary>How far the most colourful channels of a pixel lie apart, on average over an image, in levels.</summary>
    public static double Colourfulness(ColourImage image)
    {
        long sum = 0;
        for (int i = 0; i < image.Rgb.Length; i += 3)
        {
            (byte r, byte g, byte b) = (image.Rgb[i], image.Rgb[i + 1], image.Rgb[i + 2]);
            sum += Math.Max(r, Math.Max(g, b)) - Math.Min(r, Math.Min(g, b));
        }

        return sum / (image.Rgb.Length / 3.0);
    }
}
