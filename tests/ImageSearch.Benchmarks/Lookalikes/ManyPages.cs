using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>
/// Files of several pages that begin alike: faxes with one cover sheet, animations with one first frame. What is common is a part:
/// SharedPart. Saved again without loss, with other compression, all pages are the same: IdenticalPixels.
/// </summary>
internal static class ManyPages
{
    private const int PageWidth = 860;
    private const int PageHeight = 1100;

    public static void Faxes(Workshop shop)
    {
        ColourImage cover = Cover(shop.Chance);
        var files = new List<string>();
        for (int i = 0; i < 6; i++)
        {
            ColourImage[] pages = [cover, .. Enumerable.Range(0, 1 + (i % 3)).Select(n => Fax(Letter(shop, n + 2)))];
            files.Add(shop.Bytes($"{i}.tif", Encode.Tiff(pages, "deflate")));
            if (i < 3)
            {
                shop.Pair(files[^1], shop.Bytes($"{i}-lzw.tif", Encode.Tiff(pages, "lzw")), ImageRelation.IdenticalPixels);
            }
        }

        shop.Pairs(files, ImageRelation.SharedPart);
    }

    public static void Animations(Workshop shop)
    {
        const int Width = 320, Height = 240;
        for (int group = 0; group < 2; group++)
        {
            ColourImage title = Title(shop, Width, Height);
            string[] files = [.. Enumerable.Range(0, 4)
                .Select(_ => Encode.Gif([title, .. Clip(shop.Photo(Width + 60, Height), Width, Height)]))
                .Select((bytes, i) => shop.Bytes($"{group}-{i}.gif", bytes))];
            shop.Pairs(files, ImageRelation.SharedPart);
        }
    }

    private static ColourImage[] Clip(ColourImage scene, int width, int height) =>
        [.. Enumerable.Range(0, 5).Select(i => Retouch.Crop(scene, i * (scene.Width - width) / 4, 0, width, height))];

    private static ColourImage Title(Workshop shop, int width, int height)
    {
        var sheet = new Sheet(Pixels.Blur(shop.Photo(width, height), 2));
        sheet.Fill(0, (height / 2) - 30, width, 60, new Ink(0, 0, 0, 0.7));
        sheet.WordsAt(Phrases.Of(shop.Chance, 2), width / 2.0, (height / 2) + 10, 26, new Ink(255, 255, 255), Face.Bold);
        return sheet.Image;
    }

    private static ColourImage Cover(Chance chance)
    {
        var sheet = new Sheet(PageWidth, PageHeight, new Ink(255, 255, 255));
        var black = new Ink(0, 0, 0);
        sheet.Words("FAX", 80, 170, 110, black, Face.Bold);
        sheet.Words($"{Phrases.Name(chance)} and Partners", 400, 130, 28, black, Face.Serif);
        sheet.Words($"{Phrases.Of(chance, 1)} Square {chance.Between(1, 40)}", 400, 170, 24, black, Face.Serif);
        sheet.Line(80, 220, PageWidth - 80, 220, 4, black);
        foreach ((int i, string label) in new[] { "To", "From", "Subject", "Pages" }.Index())
        {
            sheet.Words(label, 80, 310 + (i * 80), 28, black, Face.Bold);
            sheet.Words(i == 3 ? "see below" : Phrases.Of(chance, 3), 260, 310 + (i * 80), 28, black);
            sheet.Line(80, 328 + (i * 80), PageWidth - 80, 328 + (i * 80), 1, black);
        }

        foreach ((int i, string line) in Phrases.Lines(chance, 10, PageWidth - 160, Face.Serif, 22).Index())
        {
            sheet.Words(line, 80, 700 + (i * 34), 22, black, Face.Serif);
        }

        return Fax(sheet.Image);
    }

    private static ColourImage Letter(Workshop shop, int page)
    {
        var sheet = new Sheet(PageWidth, PageHeight, new Ink(255, 255, 255));
        foreach ((int i, string line) in Phrases.Lines(shop.Chance, shop.Chance.Between(12, 26), PageWidth - 160, Face.Serif, 22).Index())
        {
            sheet.Words(line, 80, 120 + (i * 34), 22, new Ink(0, 0, 0), Face.Serif);
        }

        sheet.WordsAt($"- {page} -", PageWidth / 2.0, PageHeight - 40, 20, new Ink(0, 0, 0), Face.Serif);
        return sheet.Image;
    }

    /// <summary>Black or white, as faxes are.</summary>
    private static ColourImage Fax(ColourImage page) => Retouch.Map(page, (r, _, _) => r < 140 ? (0, 0, 0) : (255, 255, 255));
}
