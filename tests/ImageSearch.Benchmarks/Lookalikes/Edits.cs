using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>One photograph, as it is and with a part of it changed.</summary>
internal static class Edits
{
    private const int PhotographsAHalf = 14;
    private static readonly Ink White = new(255, 255, 255);
    private static readonly Ink Black = new(0, 0, 0);

    /// <summary>A bar with a sentence: laid over the picture, or added below it.</summary>
    public static void TextBar(Workshop shop) => Each(shop, (photo, i) =>
    {
        double em = Math.Max(13, photo.Width / 26.0);
        int high = (int)(em * 2.2);
        bool isBelow = i % 3 == 2;
        var sheet = new Sheet(photo.Width, photo.Height + (isBelow ? high : 0), White);
        sheet.Paste(photo, 0, 0);
        double top = isBelow || i % 3 == 1 ? sheet.Height - high : 0;
        sheet.Fill(0, top, photo.Width, high, isBelow ? White : i % 2 == 0 ? Black : new Ink(200, 30, 40));
        string words = Phrases.Of(shop.Chance, 5);
        sheet.WordsAt(words, photo.Width / 2.0, top + (high * 0.68), Lettering.Fit(words, photo.Width - 20, em, Face.Bold), isBelow ? Black : White, Face.Bold);
        return sheet.Image;
    });

    /// <summary>One to three stickers: a face, a heart, a star, a bubble with a word.</summary>
    public static void Sticker(Workshop shop) => Each(shop, (photo, i) =>
    {
        var sheet = new Sheet(photo);
        for (int n = 0; n <= i % 3; n++)
        {
            double size = Math.Min(photo.Width, photo.Height) * shop.Chance.Real(0.07, 0.14);
            Stickers.Draw(sheet, shop.Chance.Below(Stickers.Kinds), shop.Chance.Real(size, photo.Width - size), shop.Chance.Real(size, photo.Height - size), size, shop.Chance);
        }

        return sheet.Image;
    });

    /// <summary>Something as large as a face gives way to something else: the same place of another photograph, with soft edges.</summary>
    public static void Swapped(Workshop shop) => Each(shop, (photo, _) =>
    {
        int side = (int)(Math.Min(photo.Width, photo.Height) * shop.Chance.Real(0.16, 0.26));
        (int left, int top) = Place(photo, side, shop.Chance);
        ColourImage other = shop.Photo(side, (int)(side * 1.25) is var high && top + high < photo.Height ? high : side);
        var sheet = new Sheet(photo);
        sheet.Paste(other, left, top, (x, y) => Oval(x, y, other.Width, other.Height, soft: 5));
        return sheet.Image;
    });

    /// <summary>A thing is painted over with what lies beside it, brightness carried on.</summary>
    public static void Removed(Workshop shop) => Each(shop, (photo, _) =>
    {
        int side = (int)(Math.Min(photo.Width, photo.Height) * shop.Chance.Real(0.14, 0.22));
        (int left, int top) = Place(photo, side, shop.Chance);
        int from = left + side + (side / 3) + side <= photo.Width ? left + side + (side / 3) : left - side - (side / 3);
        ColourImage beside = Retouch.Crop(photo, Math.Clamp(from, 0, photo.Width - side), top, side, side);
        var sheet = new Sheet(photo);
        sheet.Paste(beside, left, top, (x, y) => Oval(x, y, side, side, soft: side / 6.0));
        return sheet.Image;
    });

    /// <summary>A part in another colour of the same brightness: a car that is red in one and green in the other.</summary>
    public static void Tinted(Workshop shop) => Each(shop, (photo, _) =>
    {
        int side = (int)(Math.Min(photo.Width, photo.Height) * shop.Chance.Real(0.25, 0.4));
        (int left, int top) = Place(photo, side, shop.Chance);
        double degrees = shop.Chance.Between(90, 270);
        ColourImage part = Retouch.TurnHue(Retouch.Map(Retouch.Crop(photo, left, top, side, side), (r, g, b) => (r + 18, g, b - 18)), degrees);
        var sheet = new Sheet(photo);
        sheet.Paste(part, left, top, (x, y) => Oval(x, y, side, side, soft: 6));
        return sheet.Image;
    });

    /// <summary>A border: over the picture's edge, in the same size, or around it.</summary>
    public static void Border(Workshop shop) => Each(shop, (photo, i) =>
    {
        int wide = (int)(Math.Min(photo.Width, photo.Height) * shop.Chance.Real(0.03, 0.09));
        Ink ink = i % 4 == 0 ? White : i % 4 == 1 ? Black : Ink.OfHue(shop.Chance.Real());
        bool isAround = i % 2 == 1;
        int more = isAround ? 2 * wide : 0;
        var sheet = new Sheet(photo.Width + more, photo.Height + more, ink);
        sheet.Paste(photo, more / 2, more / 2);
        sheet.Frame(0, 0, sheet.Width, sheet.Height, wide, ink);
        return sheet.Image;
    });

    private static void Each(Workshop shop, Func<ColourImage, int, ColourImage> edit)
    {
        for (int i = 0; i < PhotographsAHalf; i++)
        {
            ColourImage photo = shop.Photo();
            string first = shop.Jpeg($"{i:00}", photo, 92);
            shop.Pair(first, shop.Jpeg($"{i:00}-edited", edit(photo, i), shop.Chance.Between(75, 92)), TrueRelation.Edited);
        }
    }

    /// <summary>A square where something is to be seen: of twelve by chance the one of most contrast.</summary>
    private static (int Left, int Top) Place(ColourImage photo, int side, Chance chance) => Enumerable.Range(0, 12)
        .Select(_ => (Left: chance.Below(photo.Width - side + 1), Top: chance.Below(photo.Height - side + 1)))
        .MaxBy(p => Contrast(Retouch.Crop(photo, p.Left, p.Top, side, side)));

    private static double Contrast(ColourImage image)
    {
        double mean = image.Rgb.Average(v => v);
        return image.Rgb.Average(v => (v - mean) * (v - mean));
    }

    private static double Oval(int x, int y, int width, int height, double soft)
    {
        double u = ((x + 0.5) / width * 2) - 1, v = ((y + 0.5) / height * 2) - 1;
        return Math.Clamp((1 - Math.Sqrt((u * u) + (v * v))) * Math.Min(width, height) / 2 / soft, 0, 1);
    }
}
