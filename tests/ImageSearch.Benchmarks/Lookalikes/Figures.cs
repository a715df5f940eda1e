using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Things that move through a scene: a ball, a bird, someone who walks, a car.</summary>
internal static class Figures
{
    public const int Kinds = 4;
    private static readonly Ink Dark = new(34, 32, 36);

    /// <summary>A figure that stands around a place.</summary>
    /// <param name="sheet">What it is drawn on.</param>
    /// <param name="kind">Which, below <see cref="Kinds"/>.</param>
    /// <param name="x">Its middle.</param>
    /// <param name="y">Its middle.</param>
    /// <param name="size">About its half height, in pixels.</param>
    /// <param name="step">Where in its movement it is, 0 to 1.</param>
    /// <param name="ink">Its colour.</param>
    public static void Draw(Sheet sheet, int kind, double x, double y, double size, double step, Ink ink)
    {
        switch (kind)
        {
            case 0:
                Ball(sheet, x, y, size * 0.7, ink);
                break;
            case 1:
                double wing = size * Math.Cos(step * 9);
                sheet.Oval(x, y, size * 0.55, size * 0.18, ink);
                sheet.Polygon([(x - (size * 0.2), y), (x - (size * 0.5), y - wing), (x + (size * 0.2), y)], ink);
                sheet.Polygon([(x + (size * 0.5), y - (size * 0.05)), (x + (size * 0.75), y), (x + (size * 0.5), y + (size * 0.06))],
                    new Ink(230, 170, 40));
                break;
            case 2:
                Walker(sheet, x, y, size, step, ink);
                break;
            default:
                Car(sheet, x, y, size, ink);
                break;
        }
    }

    private static void Car(Sheet sheet, double x, double y, double size, Ink ink)
    {
        (double X, double Y)[] cabin = [At(-0.9, 0.05), At(-0.5, -0.45), At(0.4, -0.45), At(0.85, 0.05)],
            window = [At(-0.7, 0), At(-0.42, -0.35), At(0.33, -0.35), At(0.62, 0)];
        sheet.Fill(x - (size * 1.3), y, size * 2.6, size * 0.55, ink, size * 0.15);
        sheet.Polygon(cabin, ink);
        sheet.Polygon(window, new Ink(180, 200, 216));
        sheet.Disc(x - (size * 0.75), y + (size * 0.55), size * 0.24, Dark);
        sheet.Disc(x + (size * 0.75), y + (size * 0.55), size * 0.24, Dark);

        (double X, double Y) At(double across, double down) => (x + (size * across), y + (size * down));
    }

    private static void Ball(Sheet sheet, double x, double y, double radius, Ink ink)
    {
        for (int i = 0; i < 12; i++)
        {
            double light = i / 12.0, shine = 0.55 + (0.5 * light);
            var shade = new Ink(Retouch.Level(ink.Red * shine), Retouch.Level(ink.Green * shine), Retouch.Level(ink.Blue * shine));
            sheet.Disc(x - (radius * 0.3 * light), y - (radius * 0.3 * light), radius * (1 - (0.75 * light)), shade);
        }
    }

    private static void Walker(Sheet sheet, double x, double y, double size, double step, Ink ink)
    {
        double swing = size * 0.35 * Math.Sin(step * 7);
        var skin = new Ink(214, 164, 130);
        var trousers = new Ink(44, 52, 80);
        sheet.Line(x, y + (size * 0.25), x + swing, y + size, size * 0.2, trousers);
        sheet.Line(x, y + (size * 0.25), x - swing, y + size, size * 0.2, trousers);
        sheet.Fill(x - (size * 0.24), y - (size * 0.5), size * 0.48, size * 0.85, ink, size * 0.15);
        sheet.Line(x, y - (size * 0.4), x - swing, y + (size * 0.2), size * 0.14, skin);
        sheet.Disc(x, y - (size * 0.72), size * 0.2, skin);
        sheet.Oval(x, y - (size * 0.84), size * 0.21, size * 0.12, new Ink(50, 36, 26));
    }
}
