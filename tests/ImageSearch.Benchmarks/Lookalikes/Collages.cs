using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Collages of four and nine photographs, each whole in its cell: every source lies within the collage, so it is cropped from
/// it.</summary>
internal static class Collages
{
    public static void Make(Workshop shop)
    {
        for (int i = 0; i < 4; i++)
        {
            Collage(shop, $"four{i}", 2, shop.Chance.Between(200, 300));
        }

        Collage(shop, "nine0", 3, 200);
        Collage(shop, "nine1", 3, 150);
        Overlapping(shop);
    }

    private static void Collage(Workshop shop, string name, int cells, int cell)
    {
        const int Gap = 8;
        var sheet = new Sheet((cells * (cell + Gap)) + Gap, (cells * (cell + Gap)) + Gap, shop.Chance.Is(0.5) ? new Ink(255, 255, 255)
            : new Ink(30, 30, 34));
        var sources = new List<string>();
        for (int i = 0; i < cells * cells; i++)
        {
            ColourImage photo = shop.Photo();
            sources.Add(shop.Jpeg($"{name}-source{i}", photo, 92));
            Place(sheet, photo, cell, Gap + (i % cells * (cell + Gap)), Gap + (i / cells * (cell + Gap)));
        }

        string collage = shop.Jpeg(name, sheet.Image);
        sources.ForEach(source => shop.Pair(source, collage, ImageRelation.Cropped));
    }

    /// <summary>Collages that have one photograph in common.</summary>
    private static void Overlapping(Workshop shop)
    {
        ColourImage common = shop.Photo();
        string[] files = [.. Enumerable.Range(0, 4).Select(n =>
        {
            var sheet = new Sheet(500, 500, new Ink(255, 255, 255));
            int at = shop.Chance.Below(4);
            for (int i = 0; i < 4; i++)
            {
                Place(sheet, i == at ? common : shop.Photo(), 236, 8 + (i % 2 * 248), 8 + (i / 2 * 248));
            }

            return shop.Jpeg($"common{n}", sheet.Image);
        })];
        shop.Pairs(files, ImageRelation.SharedPart);
    }

    private static void Place(Sheet sheet, ColourImage photo, int cell, int left, int top)
    {
        ColourImage small = Pixels.Scale(photo, cell / (double)Math.Max(photo.Width, photo.Height));
        sheet.Paste(small, left + ((cell - small.Width) / 2), top + ((cell - small.Height) / 2));
    }
}
