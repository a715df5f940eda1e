using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Pages of one shop with other products.</summary>
internal static class WebPages
{
    private const int Width = 1000;
    private const int Height = 720;
    private static readonly Ink White = new(255, 255, 255);
    private static readonly Ink Text = new(34, 36, 42);

    public static void Make(Workshop shop)
    {
        Ink ink = Tones.Any(shop.Chance);
        string name = Phrases.Of(shop.Chance, 1).ToLowerInvariant() + "mart";
        string[] menu = [.. Enumerable.Range(0, 6).Select(_ => Phrases.Of(shop.Chance, 1))];
        shop.Pairs([.. Enumerable.Range(0, 7).Select(i => shop.Png($"{i}", Page(shop, name, ink, menu)))], ImageRelation.SharedPart);
    }

    private static ColourImage Page(Workshop shop, string name, Ink ink, string[] menu)
    {
        Chance chance = shop.Chance;
        Sheet sheet = Layout(name, ink, menu);
        sheet.Paste(shop.Photo(430, 430), 30, 150);
        for (int i = 0; i < 4; i++)
        {
            sheet.Paste(shop.Photo(90, 90), 30 + (i * 112), 596);
        }

        sheet.Words(Phrases.Of(chance, 4), 500, 180, 27, Text, Face.Bold);
        int stars = chance.Between(1, 5);
        for (int i = 0; i < 5; i++)
        {
            sheet.Polygon(Shapes.Star(510 + (i * 26), 206, 11), i < stars ? new Ink(250, 180, 30) : new Ink(210, 210, 210));
        }

        sheet.Words($"{chance.Between(2, 900)} ratings", 646, 213, 15, new Ink(60, 110, 170));
        sheet.Words($"{Phrases.Amount(chance, chance.Between(1, 3))} EUR", 500, 270, 36, new Ink(170, 30, 30));
        foreach ((int i, string line) in Phrases.Lines(chance, 7, 440, Face.Sans, 16).Index())
        {
            sheet.Words(line, 500, 410 + (i * 25), 16, Text);
        }

        return sheet.Image;
    }

    private static Sheet Layout(string name, Ink ink, string[] menu)
    {
        var sheet = new Sheet(Width, Height, White);
        sheet.Fill(0, 0, Width, 70, new Ink(28, 38, 54));
        sheet.Words(name, 26, 46, Lettering.Fit(name, 210, 32, Face.Bold), ink, Face.Bold);
        sheet.Fill(250, 18, 480, 36, White, 6);
        sheet.Words("Search products", 266, 42, 16, new Ink(150, 150, 150));
        sheet.Fill(690, 18, 40, 36, ink, 6);
        sheet.Words("Sign in", 780, 43, 17, White);
        sheet.Words("Basket", 880, 43, 17, White);
        sheet.Fill(0, 70, Width, 40, new Ink(48, 60, 82));
        foreach ((int i, string word) in menu.Index())
        {
            sheet.Words(word, 26 + (i * 150), 96, 16, White);
        }

        sheet.Fill(500, 300, 220, 48, ink, 10);
        sheet.WordsAt("Add to basket", 610, 331, 19, White, Face.Bold);
        sheet.Fill(740, 300, 200, 48, new Ink(230, 232, 236), 10);
        sheet.WordsAt("Remember", 840, 331, 19, Text);
        sheet.Words("Free delivery from 29 EUR. Returns within 30 days.", 500, 378, 14, new Ink(60, 130, 60));
        return sheet;
    }
}
