using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Different photographs that bear the same mark: captions, logos, date stamps, watermarks.</summary>
internal static class Marks
{
    private static readonly Ink White = new(255, 255, 255);
    private static readonly Ink Black = new(0, 0, 0);

    private static readonly string[] Names =
        ["Anna Lindqvist", "Tomasz Wolski", "J. Okafor", "Marguerite Blanc", "R. Castellano", "Studio Halvorsen", "Petra Novakova",
            "K. Ishikawa"];

    /// <summary>One photographer's name, on a translucent bar at the foot or with a shadow in a corner.</summary>
    public static void Caption(Workshop shop)
    {
        for (int group = 0; group < 2; group++)
        {
            string words = $"(c) {2009 + shop.Chance.Below(15)} "
                + $"{shop.Chance.Pick(Names)}{(group == 0 ? "" : "  www.photo-" + shop.Chance.Digits(3) + ".example")}";
            double pixels = shop.Chance.Between(14, 20);
            bool isBar = group == 0;
            shop.Pairs([.. Enumerable.Range(0, 8).Select(i => shop.Jpeg($"{group}-{i}", Captioned(shop.Photo(), words, pixels, isBar)))],
                ImageRelation.SharedPart);
        }
    }

    /// <summary>A logo of about 1.5 % of the area in the lower right corner, on photographs of their own sizes and of one size.</summary>
    public static void Logo(Workshop shop)
    {
        Ink ink = Tones.Any(shop.Chance);
        string word = shop.IsTuning ? "Nordwind" : "Albatros";
        string line = Phrases.Of(shop.Chance, 3);
        shop.Pairs([.. Enumerable.Range(0, 12).Select(i => shop.Jpeg($"own-{i:00}", WithLogo(shop.Photo(), word, line, ink)))],
            ImageRelation.SharedPart, most: 30);
        shop.Pairs([.. Enumerable.Range(0, 12).Select(i => shop.Jpeg($"same-{i:00}", WithLogo(shop.Photo(640, 480), word, line, ink)))],
            ImageRelation.SharedPart, most: 40);
    }

    /// <summary>What cameras burn into the lower right: one date and time, of a clock that was never set, and one day with its
    /// times.</summary>
    public static void DateStamp(Workshop shop)
    {
        string day = $"'{shop.Chance.Between(91, 99)} {shop.Chance.Between(1, 12)} {shop.Chance.Between(1, 28)} "
            + $"{shop.Chance.Between(10, 19)}:{shop.Chance.Between(10, 59)}";
        string other = Phrases.Date(shop.Chance);
        shop.Pairs([.. Enumerable.Range(0, 7).Select(i => shop.Jpeg($"day-{i}", Stamped(shop.Photo(640, 480), day)))],
            ImageRelation.SharedPart);
        shop.Pairs([.. Enumerable.Range(0, 6)
            .Select(i => shop.Jpeg($"time-{i}",
                Stamped(shop.Photo(), $"{other} {shop.Chance.Between(10, 19)}:{shop.Chance.Between(10, 59)}")))],
            ImageRelation.SharedPart);
    }

    /// <summary>A large translucent mark: one word across the middle, or many in rows.</summary>
    public static void Watermark(Workshop shop)
    {
        string word = shop.IsTuning ? "PIXELHAUS" : "stockbild";
        shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Jpeg($"one-{i}", Marked(shop.Photo(), word, isTiled: false)))],
            ImageRelation.SharedPart);
        shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Jpeg($"many-{i}", Marked(shop.Photo(480, 360), word, isTiled: true)))],
            ImageRelation.SharedPart);
    }

    private static ColourImage Stamped(ColourImage photo, string words)
    {
        var sheet = new Sheet(photo);
        double em = Lettering.Fit(words, photo.Width * 0.8, Math.Max(14, photo.Width / 22.0), Face.Mono);
        sheet.WordsTo(words, photo.Width - em + 2, photo.Height - em + 2, em, new Ink(90, 30, 0, 0.45), Face.Mono);
        sheet.WordsTo(words, photo.Width - em, photo.Height - em, em, new Ink(255, 150, 50), Face.Mono);
        return sheet.Image;
    }

    private static ColourImage Marked(ColourImage photo, string word, bool isTiled)
    {
        var mark = new Sheet(photo.Width, photo.Height, Black);
        double em = isTiled ? 30 : Lettering.Fit(word, photo.Width * 0.75, 200, Face.Bold);
        for (int row = 0; row < (isTiled ? 14 : 1); row++)
        {
            for (int column = 0; column < (isTiled ? 6 : 1); column++)
            {
                mark.WordsAt(word, isTiled ? (column * 220) - (row * 40 % 220) + 60 : photo.Width / 2.0, isTiled ? row * 62
                    : photo.Height * 0.55, em, White, Face.Bold);
            }
        }

        ColourImage turned = isTiled ? Warp.View(mark.Image, photo.Width / 2.0, photo.Height / 2.0, 1, 20, photo.Width, photo.Height)
            : mark.Image;
        var sheet = new Sheet(photo);
        sheet.Paste(new Sheet(photo.Width, photo.Height, White).Image, 0, 0, (x, y) => turned.Rgb[((y * photo.Width) + x) * 3]
            / 255.0 * 0.4);
        return sheet.Image;
    }

    private static ColourImage Captioned(ColourImage photo, string words, double most, bool isBar)
    {
        var sheet = new Sheet(photo);
        double pixels = Lettering.Fit(words, photo.Width - 16, most);
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

    private static ColourImage WithLogo(ColourImage photo, string word, string line, Ink ink)
    {
        var sheet = new Sheet(photo);
        double height = Math.Sqrt(photo.Width * photo.Height * 0.015 / 3.4), width = 3.4 * height;
        double left = photo.Width - width - 8, top = photo.Height - height - 8;
        sheet.Fill(left, top, width, height, ink.At(0.92), height / 4);
        sheet.Disc(left + (height * 0.55), top + (height * 0.5), height * 0.33, White);
        sheet.Polygon([(left + (height * 0.35), top + (height * 0.7)), (left + (height * 0.55), top + (height * 0.2)),
            (left + (height * 0.75), top + (height * 0.7))], ink);
        sheet.Words(word, left + (height * 1.05), top + (height * 0.52), Lettering.Fit(word, height * 2.1, height * 0.44, Face.Bold),
            White, Face.Bold);
        sheet.Words(line, left + (height * 1.05), top + (height * 0.84), Lettering.Fit(line, height * 2.1, height * 0.3), White);
        return sheet.Image;
    }
}
