using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Page after page of one book: the running header, the rule and the measure stay. As a reader shows them, and as
/// scanned.</summary>
internal static class Books
{
    private const int Width = 760;
    private const int Height = 1060;
    private const int LinesAPage = 33;
    private const int Margin = 96;
    private static readonly Ink Black = new(22, 20, 18);

    public static void Make(Workshop shop)
    {
        for (int book = 0; book < 2; book++)
        {
            string title = Phrases.Of(shop.Chance, 4);
            Face face = book == 0 ? Face.Serif : Face.Sans;
            bool isScan = book == 1;
            int first = shop.Chance.Between(10, 200);
            string[] files = [.. Enumerable.Range(0, 6).Select(i => Page(shop, title, face, first + (2 * i)))
                .Select((page, i) => isScan ? shop.Jpeg($"scan-{i}", Scan(page, shop.Chance), 75) : shop.Png($"{book}-{i}", page))];
            shop.Pairs(files, ImageRelation.SharedPart);
        }
    }

    public static ColourImage Page(Workshop shop, string title, Face face, int number)
    {
        var sheet = new Sheet(Width, Height, new Ink(255, 255, 255));
        sheet.WordsAt(title, Width / 2.0, 70, 18, Black, Face.SerifItalic);
        sheet.Line(Margin, 84, Width - Margin, 84, 1, Black);
        int from = shop.Chance.Is(0.15) ? 6 : 0;
        if (from > 0)
        {
            sheet.WordsAt($"Chapter {shop.Chance.Between(2, 30)}", Width / 2.0, 180, 32, Black, Face.SerifBold);
        }

        foreach ((int i, string line) in Phrases.Lines(shop.Chance, LinesAPage - from, Width - (2 * Margin), face, 17).Index())
        {
            sheet.Words(line, Margin + (shop.Chance.Is(0.12) ? 24 : 0), 122 + ((from + i) * 26), 17, Black, face);
        }

        sheet.WordsAt($"{number}", Width / 2.0, Height - 44, 17, Black, face);
        return sheet.Image;
    }

    /// <summary>Yellowed paper, a shadow at the spine, laid down a little askew.</summary>
    private static ColourImage Scan(ColourImage page, Chance chance)
    {
        double degrees = chance.Real(-0.8, 0.8);
        ColourImage turned = Warp.View(page, (Width / 2.0) + chance.Real(-4, 4), (Height / 2.0) + chance.Real(-4, 4), 1, degrees,
            Width - 30, Height - 30);
        var sheet = new Sheet(Retouch.Map(turned, (r, g, b) => (20 + (r * 0.88), 18 + (g * 0.85), 16 + (b * 0.76))));
        for (int x = 0; x < 60; x++)
        {
            sheet.Fill(x, 0, 1, sheet.Height, new Ink(40, 30, 20, 0.5 * Math.Pow(1 - (x / 60.0), 2)));
        }

        return Retouch.Noise(Pixels.Blur(sheet.Image, 0.6), 3, chance);
    }
}
