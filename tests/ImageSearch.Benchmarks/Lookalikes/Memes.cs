using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>One picture with other words on it.</summary>
internal static class Memes
{
    public static void Make(Workshop shop)
    {
        for (int group = 0; group < 3; group++)
        {
            ColourImage photo = shop.Photo();
            photo = group == 0 ? Pixels.Scale(photo, 640.0 / Math.Max(photo.Width, photo.Height)) : photo;
            string[] files = [.. Enumerable.Range(0, 4).Select(_ => group == 2 ? Quote(photo, shop.Chance) : Words(photo, shop.Chance))
                .Select((image, i) => shop.Jpeg($"{group}-{i}", image, shop.Chance.Between(80, 92)))];
            shop.Pairs(files, ImageRelation.Edited);
        }
    }

    /// <summary>White capitals with a dark edge, above and below.</summary>
    private static ColourImage Words(ColourImage photo, Chance chance)
    {
        var sheet = new Sheet(photo);
        double most = Math.Round(photo.Width / 14.0);
        foreach (double baseline in (double[])[most * 1.2, photo.Height - (most * 0.4)])
        {
            string words = Phrases.Of(chance, chance.Between(2, 3)).ToUpperInvariant();
            double em = Lettering.Fit(words, photo.Width * 0.94, most, Face.Bold);
            for (int i = 0; i < 8; i++)
            {
                sheet.WordsAt(words, (photo.Width / 2.0) + (2 * Math.Cos(i * Math.PI / 4)), baseline + (2 * Math.Sin(i * Math.PI / 4)), em,
                    new Ink(0, 0, 0), Face.Bold);
            }

            sheet.WordsAt(words, photo.Width / 2.0, baseline, em, new Ink(255, 255, 255), Face.Bold);
        }

        return sheet.Image;
    }

    /// <summary>A sentence in one corner, small.</summary>
    private static ColourImage Quote(ColourImage photo, Chance chance)
    {
        var sheet = new Sheet(photo);
        double em = Math.Max(14, photo.Width / 26.0);
        foreach ((int i, string line) in Phrases.Lines(chance, 2, photo.Width * 0.6, Face.SerifItalic, em).Index())
        {
            sheet.Words(line, 13, (em * (1.6 + (1.3 * i))) + 1, em, new Ink(0, 0, 0, 0.8), Face.SerifItalic);
            sheet.Words(line, 12, em * (1.6 + (1.3 * i)), em, new Ink(255, 255, 230), Face.SerifItalic);
        }

        return sheet.Image;
    }
}
