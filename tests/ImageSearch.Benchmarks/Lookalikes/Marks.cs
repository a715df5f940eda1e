using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Different photographs that bear the same mark: captions, logos, date stamps, watermarks.</summary>
internal static class Marks
{
    private static readonly Ink White = new(255, 255, 255);
    private static readonly Ink Black = new(0, 0, 0);

    private static readonly string[] Names =
        ["Anna Lindqvist", "Tomasz Wolski", "J. Okafor", "Marguerite Blanc", "R. Castellano", "Studio Halvorsen", "Petra Novakova", "K. Ishikawa"];

    /// <summary>One photographer's name, on a translucent bar at the foot or with a shadow in a corner.</summary>
    public static void Caption(Workshop shop)
    {
        for (int group = 0; group < 2; group++)
        {
            string words = $"(c) {2009 + shop.Chance.Below(15)} {shop.Chance.Pick(Names)}{(group == 0 ? "" : "  www.photo-" + shop.Chance.Digits(3) + ".example")}";
            double pixels = shop.Chance.Between(14, 20);
            bool isBar = group == 0;
            shop.Pairs([.. Enumerable.Range(0, 8).Select(i => shop.Jpeg($"{group}-{i}", Captioned(shop.Photo(), words, pixels, isBar)))], TrueRelation.SharedPart);
        }
    }

    /// <summary>A logo of about 1.5 % of the area in the lower right corner.</summary>
    public static void Logo(Workshop shop)
    {
        Ink ink = Ink.OfHue(shop.Chance.Real());
        string word = shop.IsTuning ? "NORDWIND" : "Albatros";
        shop.Pairs([.. Enumerable.Range(0, 24).Select(i => shop.Jpeg($"{i:00}", WithLogo(shop.Photo(), word, ink)))], TrueRelation.SharedPart, most: 60);
    }

    private static ColourImage Captioned(ColourImage photo, string words, double pixels, bool isBar)
    {
        var sheet = new Sheet(photo);
        int width = Lettering.Width(words, Face.Sans, pixels);
        if (isBar)
        {
            sheet.Fill(0, photo.Height - (1.8 * pixels), photo.Width, 1.8 * pixels, Black.At(0.5));
        }
        else
        {
            sheet.Words(words, photo.Width - width - 9, photo.Height - 11, pixels, Black.At(0.7));
        }

        sheet.Words(words, photo.Width - width - 10, photo.Height - 12, pixels, White);
        return sheet.Image;
    }

    private static ColourImage WithLogo(ColourImage photo, string word, Ink ink)
    {
        var sheet = new Sheet(photo);
        double height = Math.Sqrt(photo.Width * photo.Height * 0.015 / 4), width = 4 * height;
        double left = photo.Width - width - 8, top = photo.Height - height - 8;
        sheet.Fill(left, top, width, height, ink.At(0.92), height / 4);
        sheet.Disc(left + (height * 0.55), top + (height * 0.5), height * 0.33, White);
        sheet.Polygon([(left + (height * 0.35), top + (height * 0.7)), (left + (height * 0.55), top + (height * 0.2)), (left + (height * 0.75), top + (height * 0.7))], ink);
        sheet.Words(word, left + (height * 1.05), top + (height * 0.68), height * 0.48, White, Face.Bold);
        return sheet.Image;
    }
}
