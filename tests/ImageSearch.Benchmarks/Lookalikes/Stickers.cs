using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Small drawn things that are put on photographs.</summary>
internal static class Stickers
{
    public const int Kinds = 4;
    private static readonly Ink Dark = new(60, 40, 20);

    public static void Draw(Sheet sheet, int kind, double x, double y, double radius, Chance chance)
    {
        switch (kind)
        {
            case 0:
                Smile(sheet, x, y, radius);
                break;
            case 1:
                sheet.Polygon(Shapes.Heart(x, y, radius), new Ink(226, 36, 60));
                break;
            case 2:
                sheet.Polygon(Shapes.Star(x, y, radius), new Ink(255, 196, 20));
                break;
            default:
                Bubble(sheet, x, y, radius, Phrases.Of(chance, 1));
                break;
        }
    }

    private static void Smile(Sheet sheet, double x, double y, double radius)
    {
        sheet.Disc(x, y, radius, new Ink(255, 206, 50));
        sheet.Oval(x - (radius * 0.35), y - (radius * 0.2), radius * 0.12, radius * 0.2, Dark);
        sheet.Oval(x + (radius * 0.35), y - (radius * 0.2), radius * 0.12, radius * 0.2, Dark);
        sheet.Path(Shapes.Arc(x, y, radius * 0.6, radius * 0.6, 0.15 * Math.PI, 0.85 * Math.PI), radius * 0.12, Dark);
    }

    private static void Bubble(Sheet sheet, double x, double y, double radius, string word)
    {
        var white = new Ink(255, 255, 255);
        sheet.Fill(x - (radius * 1.1), y - (radius * 0.6), radius * 2.2, radius * 1.1, white, radius * 0.4);
        sheet.Polygon([(x - (radius * 0.5), y + (radius * 0.4)), (x - (radius * 0.6), y + radius), (x, y + (radius * 0.4))], white);
        sheet.WordsAt(word, x, y + (radius * 0.15), Lettering.Fit(word, radius * 1.9, radius * 0.6, Face.Bold), Dark, Face.Bold);
    }
}
