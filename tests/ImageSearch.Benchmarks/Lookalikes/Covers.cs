using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Covers of one series: banner, emblem and small print are common, photograph and title are not.</summary>
internal static class Covers
{
    public const int Width = 500;
    public const int Height = 710;
    private static readonly Ink White = new(255, 255, 255);

    public static void Series(Workshop shop)
    {
        CoverStyle style = CoverStyle.Of(shop.Chance);
        shop.Pairs([.. Enumerable.Range(0, 7).Select(i => shop.Jpeg($"{i}", Draw(shop, style), 90))], ImageRelation.SharedPart);
    }

    /// <summary>A cover of a style of its own.</summary>
    public static ColourImage Any(Workshop shop) => Draw(shop, CoverStyle.Of(shop.Chance));

    private static ColourImage Draw(Workshop shop, CoverStyle style)
    {
        Chance chance = shop.Chance;
        var sheet = new Sheet(Width, Height, new Ink(18, 18, 22));
        sheet.Paste(shop.Photo(Width, Height - 150), 0, 60);
        sheet.Fill(0, 0, Width, 60, style.Ink);
        sheet.WordsAt(style.Series, Width / 2.0, 40, 26, White, Face.SerifBold);
        string title = Phrases.Of(chance, 2).ToUpperInvariant();
        double em = Lettering.Fit(title, Width - 50, 54, style.Face);
        double baseline = style.IsLow ? Height - 190 : 130;
        sheet.WordsAt(title, (Width / 2.0) + 2, baseline + 2, em, new Ink(0, 0, 0, 0.8), style.Face);
        sheet.WordsAt(title, Width / 2.0, baseline, em, White, style.Face);
        sheet.WordsAt($"{Phrases.Name(chance)}   {Phrases.Name(chance)}", Width / 2.0, Height - 112, 19, White);
        sheet.WordsAt(style.SmallPrint[0], Width / 2.0, Height - 62, 12, new Ink(180, 180, 186), Face.Condensed);
        sheet.WordsAt(style.SmallPrint[1], Width / 2.0, Height - 44, 12, new Ink(180, 180, 186), Face.Condensed);
        sheet.Fill(20, Height - 36, 40, 26, style.Ink, 4);
        sheet.WordsAt("12", 40, Height - 16, 18, White, Face.Bold);
        sheet.WordsTo("DVD VIDEO", Width - 20, Height - 16, 16, White, Face.Bold);
        return sheet.Image;
    }
}
