using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>One photograph, as it is and with a part of it changed.</summary>
internal static class Edits
{
    private const int PhotographsAHalf = 14;
    private const int LargeAHalf = 2;
    private const int PlacesTried = 16;

    /// <summary>Without colour in it nothing gets another colour. In levels.</summary>
    private const double MinColourful = 40;

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
        sheet.WordsAt(words, photo.Width / 2.0, top + (high * 0.68), Lettering.Fit(words, photo.Width - 20, em, Face.Bold), isBelow ? Black
            : White, Face.Bold);
        return sheet.Image;
    });

    /// <summary>One to three stickers: a face, a heart, a star, a bubble with a word.</summary>
    public static void Sticker(Workshop shop) => Each(shop, (photo, i) =>
    {
        var sheet = new Sheet(photo);
        for (int n = 0; n <= i % 3; n++)
        {
            double size = Math.Min(photo.Width, photo.Height) * shop.Chance.Real(0.07, 0.14);
            Stickers.Draw(sheet, shop.Chance.Below(Stickers.Kinds), shop.Chance.Real(size, photo.Width - size),
                shop.Chance.Real(size, photo.Height - size), size, shop.Chance);
        }

        return sheet.Image;
    });

    /// <summary>Something as large as a face gives way to something else: the same place of another photograph, with soft edges.</summary>
    public static void Swapped(Workshop shop) => Each(shop, (photo, _) =>
    {
        int side = (int)(Math.Min(photo.Width, photo.Height) * shop.Chance.Real(0.16, 0.26));
        (int left, int top) = Place(photo, side, shop.Chance, p => Contrast(Cut(photo, p, side)));
        ColourImage other = shop.Photo(side, Math.Min((int)(side * 1.25), photo.Height - top));
        var sheet = new Sheet(photo);
        sheet.Paste(other, left, top, (x, y) => SoftOval.Cover(x, y, other.Width, other.Height, soft: 5));
        return sheet.Image;
    });

    /// <summary>A thing is painted over with what lies beside it.</summary>
    public static void Removed(Workshop shop) => Each(shop, (photo, _) => Removal.Of(photo, shop.Chance));

    /// <summary>A part in another colour of the same brightness: a car that is red in one and green in the other.</summary>
    public static void Tinted(Workshop shop) => Each(shop, (photo, _) =>
    {
        int side = (int)(Math.Min(photo.Width, photo.Height) * shop.Chance.Real(0.25, 0.4));
        (int left, int top) = Place(photo, side, shop.Chance, p => Tones.Colourfulness(Cut(photo, p, side)));
        ColourImage part = Retouch.TurnHue(Cut(photo, (left, top), side), shop.Chance.Between(90, 270));
        var sheet = new Sheet(photo);
        sheet.Paste(part, left, top, (x, y) => SoftOval.Cover(x, y, side, side, soft: 6));
        return sheet.Image;
    }, photo => Tones.Colourfulness(photo) >= MinColourful);

    /// <summary>A border: over the picture's edge, in the same size, or around it.</summary>
    public static void Border(Workshop shop) => Each(shop, (photo, i) =>
    {
        int wide = (int)(Math.Min(photo.Width, photo.Height) * shop.Chance.Real(0.03, 0.09));
        Ink ink = i % 3 == 2 ? Tones.Any(shop.Chance) : EdgeLevel(photo) > 127 ? Black : White;
        bool isAround = i % 2 == 1;
        int more = isAround ? 2 * wide : 0;
        var sheet = new Sheet(photo.Width + more, photo.Height + more, ink);
        sheet.Paste(photo, more / 2, more / 2);
        sheet.Frame(0, 0, sheet.Width, sheet.Height, wide, ink);
        return sheet.Image;
    });

    private static void Each(Workshop shop, Func<ColourImage, int, ColourImage> edit, Func<ColourImage, bool>? suits = null)
    {
        for (int i = 0; i < PhotographsAHalf; i++)
        {
            ColourImage photo = i < LargeAHalf ? shop.LargePhoto() : shop.Photo();
            while (suits?.Invoke(photo) == false)
            {
                photo = shop.Photo();
            }

            string first = shop.Jpeg($"{i:00}", photo, 92);
            shop.Pair(first, shop.Jpeg($"{i:00}-edited", edit(photo, i), shop.Chance.Between(75, 92)), ImageRelation.Edited);
        }
    }

    /// <summary>Of squares by chance the one that serves best, so that what is changed can be seen.</summary>
    private static (int Left, int Top) Place(ColourImage photo, int side, Chance chance, Func<(int Left, int Top), double> worth) =>
        Enumerable.Range(0, PlacesTried)
        .Select(_ => (Left: chance.Below(photo.Width - side + 1), Top: chance.Below(photo.Height - side + 1))).MaxBy(worth);

    private static ColourImage Cut(ColourImage photo, (int Left, int Top) at, int side) => Retouch.Crop(photo, at.Left, at.Top, side, side);

    private static double EdgeLevel(ColourImage photo) =>
        photo.Rgb.AsSpan(0, photo.Width * 3 * 4).ToArray().Concat(photo.Rgb[^(photo.Width * 3 * 4)..]).Average(v => v);

    private static double Contrast(ColourImage image)
    {
        double mean = image.Rgb.Average(v => v);
        return image.Rgb.Average(v => (v - mean) * (v - mean));
    }
}
