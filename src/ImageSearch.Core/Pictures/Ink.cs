namespace ImageSearch.Pictures;

/// <summary>A colour and how much of what lies under it it hides.</summary>
/// <param name="Red">0 to 255.</param>
/// <param name="Green">0 to 255.</param>
/// <param name="Blue">0 to 255.</param>
/// <param name="Cover">0 to 1.</param>
internal readonly record struct Ink(byte Red, byte Green, byte Blue, double Cover = 1)
{
    /// <summary>The same colour, thinner or thicker.</summary>
    public Ink At(double cover) => this with { Cover = cover };

    /// <summary>A bright colour of the wheel: 0 and 1 are red, 1/3 is green, 2/3 is blue.</summary>
    public static Ink OfHue(double hue)
    {
        return new Ink(Channel(hue), Channel(hue - (1 / 3.0)), Channel(hue - (2 / 3.0)));

        static byte Channel(double turn)
        {
            double from = Math.Abs(turn - Math.Round(turn)) * 6;
            return (byte)(60 + (195 * Math.Clamp(2 - from, 0, 1)));
        }
    }
}
