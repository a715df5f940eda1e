using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>A drawn person, seen from the chest up, no two the same.</summary>
internal static class Portrait
{
    private static readonly Ink[] Skins = [new(241, 205, 178), new(224, 172, 136), new(188, 128, 90), new(140, 90, 62), new(96, 62, 44)];
    private static readonly Ink[] Hairs = [new(40, 28, 22), new(90, 58, 34), new(160, 120, 62), new(30, 30, 34), new(150, 150, 150)];

    private static readonly Ink Lips = new(160, 60, 60);

    /// <summary>The person in the middle of a picture, before what it shows.</summary>
    public static ColourImage Draw(ColourImage ground, Chance chance, bool areEyesOpen = true)
    {
        var sheet = new Sheet(ground);
        double middle = (ground.Width / 2.0) + (chance.Real(-0.03, 0.03) * ground.Width), unit = ground.Height * chance.Real(0.17, 0.2),
            top = ground.Height * 0.42;
        Ink skin = chance.Pick(Skins), hair = chance.Pick(Hairs), cloth = Tones.Any(chance);
        bool isLong = chance.Is(0.5);
        if (isLong)
        {
            sheet.Fill(middle - (unit * 1.02), top - (unit * 0.5), unit * 2.04, unit * 2.1, hair, unit * 0.6);
        }

        Body(sheet, middle, top, unit, skin, cloth, chance);
        sheet.Oval(middle, top, unit * 0.78, unit, skin);
        sheet.Oval(middle, top - (unit * 0.78), unit * 0.82, unit * chance.Real(0.35, 0.5), hair);
        Face(sheet, middle, top, unit, skin, hair, chance, areEyesOpen);
        return Retouch.Noise(Pixels.Blur(sheet.Image, 0.6), 3, chance);
    }

    private static void Body(Sheet sheet, double middle, double top, double unit, Ink skin, Ink cloth, Chance chance)
    {
        double shoulder = top + (unit * 1.35);
        sheet.Fill(middle - (unit * 1.7), shoulder, unit * 3.4, sheet.Height, cloth, unit * 0.7);
        sheet.Fill(middle - (unit * 0.32), top + (unit * 0.6), unit * 0.64, unit * 1.1, skin, unit * 0.2);
        int stripes = chance.Below(3);
        for (double y = shoulder + (unit * 0.5); stripes > 0 && y < sheet.Height; y += unit * 0.3)
        {
            sheet.Fill(middle - (unit * 1.7), y, unit * 3.4, unit * 0.09 * stripes, new Ink(250, 250, 250, 0.7));
        }

        sheet.Polygon([(middle - (unit * 0.5), shoulder), (middle, shoulder + (unit * 0.7)), (middle + (unit * 0.5), shoulder)], skin);
    }

    private static void Face(Sheet sheet, double middle, double top, double unit, Ink skin, Ink hair, Chance chance, bool areEyesOpen)
    {
        double eye = unit * chance.Real(0.28, 0.36), high = top - (unit * chance.Real(0.05, 0.15)), smile = unit * chance.Real(0.02, 0.14);
        Ink dark = new(40, 30, 28);
        bool hasGlasses = chance.Is(0.4);
        foreach (int side in (int[])[-1, 1])
        {
            double x = middle + (side * eye);
            double look = chance.Real(-0.02, 0.02) * unit;
            if (areEyesOpen)
            {
                sheet.Oval(x, high, unit * 0.13, unit * 0.075, new Ink(250, 250, 250));
                sheet.Disc(x + look, high, unit * 0.065, dark);
            }
            else
            {
                sheet.Path([(x - (unit * 0.13), high + (unit * 0.02)), (x, high + (unit * 0.06)),
                    (x + (unit * 0.13), high + (unit * 0.02))], unit * 0.04, dark);
            }

            sheet.Line(x - (unit * 0.14), high - (unit * 0.19), x + (unit * 0.14), high - (unit * 0.2), unit * 0.06, hair);
            if (hasGlasses)
            {
                sheet.Path(Shapes.Arc(x, high, unit * 0.24, unit * 0.2, 0, 2 * Math.PI), unit * 0.035, dark);
            }
        }

        sheet.Path([(middle, high + (unit * 0.1)), (middle - (unit * 0.1), high + (unit * 0.38)),
            (middle + (unit * 0.08), high + (unit * 0.4))], unit * 0.035, dark.At(0.5));
        double mouth = top + (unit * 0.52), half = unit * chance.Real(0.2, 0.32);
        sheet.Path([.. Enumerable.Range(0, 13)
            .Select(i => (middle + (half * ((i / 6.0) - 1)), mouth + (smile * (1 - Math.Pow((i / 6.0) - 1, 2)))))], unit * 0.06, Lips);
        if (chance.Is(0.3))
        {
            sheet.Oval(middle, top + (unit * 0.8), unit * 0.4, unit * 0.24, hair);
        }
    }
}
