using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Different things, or people, before one backdrop: a photograph that is still seen around them.</summary>
internal static class Backdrops
{
    public static void Make(Workshop shop)
    {
        ColourImage studio = shop.Photo(640, 480);
        shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Jpeg($"thing-{i}", Before(studio, shop)))], ImageRelation.SharedPart);
        ColourImage wall = Wall(shop.Chance);
        shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Jpeg($"person-{i}", Portrait.Draw(wall, shop.Chance)))],
            ImageRelation.SharedPart);
    }

    /// <summary>A part of another photograph, cut out along an uneven oval, hides about half of the backdrop.</summary>
    private static ColourImage Before(ColourImage backdrop, Workshop shop)
    {
        Chance chance = shop.Chance;
        int width = chance.Between(330, 450), height = chance.Between(340, 440);
        ColourImage thing = shop.Photo(width, height);
        double[] bumps = [.. Enumerable.Range(0, 5).Select(_ => 0.05 * chance.Normal())];
        var sheet = new Sheet(backdrop);
        sheet.Paste(thing, (backdrop.Width - width) / 2 + chance.Between(-60, 60), backdrop.Height - height, (x, y) =>
        {
            double u = ((x + 0.5) / width * 2) - 1, v = ((y + 0.5) / height * 2) - 1, angle = Math.Atan2(v, u);
            double edge = 0.92 + bumps.Select((b, i) => b * Math.Sin((angle * (i + 2)) + (i * 1.7))).Sum();
            return Math.Clamp((edge - Math.Sqrt((u * u) + (v * v))) * width / 4, 0, 1);
        });
        return sheet.Image;
    }

    /// <summary>A wall with a company's name in rows, as behind people who are interviewed.</summary>
    private static ColourImage Wall(Chance chance)
    {
        var sheet = new Sheet(560, 700, new Ink(228, 232, 240));
        Ink ink = Tones.Any(chance);
        string word = Phrases.Of(chance, 1);
        for (int row = 0; row < 8; row++)
        {
            for (int column = -1; column < 4; column++)
            {
                double x = (column * 190) + (row % 2 * 95), y = 50 + (row * 90);
                sheet.Disc(x + 14, y - 10, 12, ink);
                sheet.Words(word, x + 34, y, 26, new Ink(50, 60, 80), Face.Bold);
            }
        }

        return Retouch.Noise(sheet.Image, 2, chance);
    }
}
