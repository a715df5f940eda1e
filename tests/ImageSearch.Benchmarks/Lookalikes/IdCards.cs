using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Cards of one issuer: the same ground and labels, another person.</summary>
internal static class IdCards
{
    private const int Width = 640;
    private const int Height = 404;
    private static readonly Ink Text = new(24, 28, 40);
    private static readonly Ink Label = new(96, 104, 124);

    public static void Make(Workshop shop)
    {
        string issuer = $"{Phrases.Of(shop.Chance, 1)} University";
        Ink ink = Tones.Any(shop.Chance);
        double turn = shop.Chance.Real(2, 5);
        shop.Pairs([.. Enumerable.Range(0, 7).Select(i => shop.Jpeg($"{i}", Card(shop.Chance, issuer, ink, turn), 90))],
            ImageRelation.SharedPart);
    }

    private static ColourImage Card(Chance chance, string issuer, Ink ink, double turn)
    {
        var sheet = new Sheet(Width, Height, new Ink(244, 246, 250));
        for (int i = 0; i < 24; i++)
        {
            int line = i;
            sheet.Path([.. Enumerable.Range(0, 81)
                .Select(t => (t * 8.0, 90 + (line * 13) + (18 * Math.Sin((t * 0.1 * turn) + (line * 0.35)))))], 1, ink.At(0.22));
        }

        sheet.Fill(0, 0, Width, 70, ink);
        sheet.Disc(44, 35, 24, new Ink(255, 255, 255));
        sheet.Polygon([(30, 46), (44, 16), (58, 46)], ink);
        sheet.Words(issuer, 84, 45, 28, new Ink(255, 255, 255), Face.Bold);
        var ground = new Sheet(170, 214, new Ink(214, 220, 228));
        sheet.Paste(Portrait.Draw(ground.Image, chance), 28, 96);
        string[] labels = ["Name", "Date of birth", "Number", "Faculty", "Valid until"];
        string[] values = [Phrases.Name(chance), Phrases.Date(chance), chance.Digits(8), Phrases.Of(chance, 1),
            $"09/{chance.Between(2026, 2031)}"];
        foreach ((int i, string label) in labels.Index())
        {
            sheet.Words(label, 224, 116 + (i * 44), 13, Label);
            sheet.Words(values[i], 224, 138 + (i * 44), 21, Text, i == 2 ? Face.Mono : Face.Sans);
        }

        Bars(sheet, chance);
        return sheet.Image;
    }

    private static void Bars(Sheet sheet, Chance chance)
    {
        double x = 224;
        while (x < 600)
        {
            int bar = chance.Between(1, 4);
            sheet.Fill(x, 346, bar, 40, Text);
            x += bar + chance.Between(1, 4);
        }
    }
}
