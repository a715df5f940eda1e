using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Slides of one deck: its bars, emblem and footer, and other contents.</summary>
internal static class Slides
{
    private const int Width = 960;
    private const int Height = 540;
    private static readonly Ink Text = new(40, 44, 52);

    public static void Make(Workshop shop)
    {
        for (int deck = 0; deck < 2; deck++)
        {
            Ink ink = Tones.Any(shop.Chance);
            string company = Phrases.Of(shop.Chance, 1), footer =
                $"{company}, {Phrases.Of(shop.Chance, 3)} {shop.Chance.Between(2015, 2026)}";
            bool isBanded = deck == 0;
            ColourImage[] slides = [.. Enumerable.Range(0, 6)
                .Select(i => Slide(shop, Template(ink, company, footer, isBanded), isBanded, i))];
            shop.Pairs([.. slides.Select((slide, i) => shop.Png($"{deck}-{i}", slide))], ImageRelation.SharedPart);
        }
    }

    private static Sheet Template(Ink ink, string company, string footer, bool isBanded)
    {
        var sheet = new Sheet(Width, Height, new Ink(255, 255, 255));
        if (isBanded)
        {
            sheet.Fill(0, 0, 70, Height, ink);
            sheet.Polygon([(70, 0), (110, 0), (70, 200)], ink.At(0.5));
        }
        else
        {
            sheet.Fill(0, 0, Width, 84, new Ink(30, 36, 52));
            sheet.Fill(0, 84, Width, 6, ink);
        }

        sheet.Disc(Width - 60, Height - 34, 18, ink);
        sheet.Polygon([(Width - 68, Height - 26), (Width - 60, Height - 46), (Width - 52, Height - 26)], new Ink(255, 255, 255));
        sheet.WordsTo(company, Width - 86, Height - 27, 18, Text, Face.Bold);
        sheet.Words(footer, isBanded ? 100 : 40, Height - 27, 14, new Ink(130, 134, 140));
        return sheet;
    }

    private static ColourImage Slide(Workshop shop, Sheet sheet, bool isBanded, int page)
    {
        Chance chance = shop.Chance;
        double left = isBanded ? 120 : 40;
        sheet.Words(Phrases.Of(chance, chance.Between(2, 4)), left, isBanded ? 80 : 54, 34, isBanded ? Text
            : new Ink(255, 255, 255), Face.Bold);
        sheet.WordsAt($"{(page * 3) + 2}", Width / 2.0, Height - 27, 14, new Ink(130, 134, 140));
        bool hasPhoto = page % 2 == 1;
        if (hasPhoto)
        {
            sheet.Paste(shop.Photo(380, 290), Width - 420, 150);
        }

        for (int i = 0; i < 5; i++)
        {
            double y = 170 + (i * 60);
            sheet.Disc(left + 8, y - 8, 5, Text);
            sheet.Words(Phrases.Of(chance, chance.Between(3, hasPhoto ? 4 : 7)), left + 28, y, 24, Text);
        }

        return sheet.Image;
    }
}
