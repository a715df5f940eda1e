using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>One brand's carton or bottle in several flavours: another word, another colour, another fruit.</summary>
internal static class Packages
{
    private const int Width = 480;
    private const int Height = 640;
    private static readonly Ink White = new(255, 255, 255);
    private static readonly string[] Flavours = ["Cherry", "Lemon", "Apple", "Orange", "Vanilla", "Peach", "Mint", "Plum"];
    private static readonly double[] Hues = [0.97, 0.15, 0.3, 0.08, 0.13, 0.05, 0.42, 0.78];

    public static void Make(Workshop shop)
    {
        ColourImage shelf = Pixels.Blur(shop.Photo(Width, Height), 6);
        string brand = Phrases.Of(shop.Chance, 1);
        int[] flavours = shop.Chance.Shuffled(Enumerable.Range(0, Flavours.Length));
        shop.Pairs([.. flavours[..5].Select(
            f => shop.Jpeg($"carton-{Flavours[f].ToLowerInvariant()}", Noisy(Carton(brand, f), shop.Chance), 90))], ImageRelation.Edited);
        shop.Pairs([.. flavours[..5].Select(
            f => shop.Jpeg($"bottle-{Flavours[f].ToLowerInvariant()}", Noisy(Bottle(shelf, brand, f), shop.Chance), 90))],
            ImageRelation.Edited);
    }

    private static ColourImage Noisy(ColourImage image, Chance chance) => Retouch.Noise(Pixels.Blur(image, 0.5), 2, chance);

    private static ColourImage Carton(string brand, int flavour)
    {
        var sheet = new Sheet(Width, Height, new Ink(246, 246, 248));
        Ink ink = Ink.OfHue(Hues[flavour]);
        sheet.Fill(40, 20, 400, 600, new Ink(252, 250, 240), 8);
        sheet.Frame(40, 20, 400, 600, 2, new Ink(200, 198, 190));
        sheet.Fill(40, 20, 400, 150, new Ink(24, 60, 120), 8);
        sheet.WordsAt(brand, 240, 112, Lettering.Fit(brand, 340, 70, Face.SerifBold), White, Face.SerifBold);
        sheet.WordsAt("since 1921", 240, 146, 18, White, Face.SerifItalic);
        sheet.Fill(40, 190, 400, 54, ink);
        sheet.WordsAt(Flavours[flavour], 240, 228, 36, White, Face.Bold);
        sheet.WordsAt("fruit tea, 20 bags", 240, 290, 22, new Ink(60, 60, 60));
        Fruit(sheet, 190, 410, 62, ink);
        Fruit(sheet, 290, 430, 54, ink);
        sheet.Words("40 g", 70, 590, 28, new Ink(40, 40, 40), Face.Bold);
        sheet.WordsTo("from controlled farming", 410, 590, 16, new Ink(60, 120, 60));
        sheet.Path([.. Enumerable.Range(0, 41).Select(i => (60 + (i * 9.0), 520 + (10 * Math.Sin(i * 0.4))))], 5, new Ink(24, 60, 120));
        return sheet.Image;
    }

    private static ColourImage Bottle(ColourImage shelf, string brand, int flavour)
    {
        var sheet = new Sheet(shelf);
        Ink ink = Ink.OfHue(Hues[flavour]);
        sheet.Fill(210, 20, 60, 40, new Ink(230, 230, 234), 6);
        sheet.Polygon([(215, 55), (265, 55), (270, 130), (345, 210), (345, 600), (330, 618), (150, 618), (135, 600), (135, 210),
            (210, 130)], new Ink(210, 226, 232));
        sheet.Polygon([(214, 120), (266, 120), (335, 214), (335, 596), (326, 610), (154, 610), (145, 596), (145, 214)], ink.At(0.85));
        sheet.Fill(135, 300, 210, 200, new Ink(250, 250, 246));
        sheet.WordsAt(brand, 240, 350, Lettering.Fit(brand, 190, 42, Face.SerifBold), new Ink(24, 60, 120), Face.SerifBold);
        sheet.Fill(135, 372, 210, 36, ink);
        sheet.WordsAt(Flavours[flavour], 240, 399, 26, White, Face.Bold);
        Fruit(sheet, 240, 448, 26, ink);
        sheet.WordsAt("0.5 l", 240, 494, 16, new Ink(60, 60, 60));
        sheet.Fill(158, 220, 16, 370, White.At(0.35), 8);
        return sheet.Image;
    }

    private static void Fruit(Sheet sheet, double x, double y, double radius, Ink ink)
    {
        sheet.Disc(x, y, radius, ink);
        sheet.Oval(x - (radius * 0.35), y - (radius * 0.4), radius * 0.22, radius * 0.14, White.At(0.6));
        sheet.Line(x, y - radius, x + (radius * 0.15), y - (radius * 1.35), 4, new Ink(90, 60, 30));
        sheet.Oval(x + (radius * 0.4), y - (radius * 1.15), radius * 0.32, radius * 0.14, new Ink(60, 140, 60));
    }
}
