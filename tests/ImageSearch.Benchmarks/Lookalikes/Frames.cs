using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Different photographs in one frame: of wood with a passepartout, of ornaments, of an instant film.</summary>
internal static class Frames
{
    private static readonly (double Red, double Green, double Blue)[] Woods = [(128, 62, 38), (188, 146, 92), (62, 48, 42), (150, 104, 60)];

    public static void Make(Workshop shop)
    {
        string[] kinds = shop.IsTuning ? ["wood", "instant", "vintage"] : ["ornament", "wood", "instant"];
        foreach ((int k, string kind) in kinds.Index())
        {
            ColourImage frame = kind switch
            {
                "wood" => Wood(shop.Chance),
                "ornament" => Ornament(shop.Chance),
                "vintage" => Vintage(),
                _ => Instant(shop.Chance)
            };
            (int edge, int foot) = kind switch { "instant" => (24, 90), "vintage" => (30, 30), _ => (70, 70) };
            shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Jpeg($"{kind}{k}-{i}", Framed(frame, shop, edge, foot)))],
                ImageRelation.SharedPart);
        }
    }

    private static ColourImage Framed(ColourImage frame, Workshop shop, int edge, int foot)
    {
        var sheet = new Sheet(frame);
        sheet.Paste(shop.Photo(frame.Width - (2 * edge), frame.Height - edge - foot), edge, edge);
        return sheet.Image;
    }

    /// <summary>Grain that runs along each side, darker at the mitres, and a bevelled mount within.</summary>
    private static ColourImage Wood(Chance chance)
    {
        const int Width = 640, Height = 500, Edge = 46;
        var sheet = new Sheet(Width, Height, new Ink(236, 230, 218));
        double[] grain = [.. Enumerable.Range(0, 200).Select(_ => chance.Normal())];
        (double red, double green, double blue) = chance.Pick(Woods);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int side = Math.Min(Math.Min(x, Width - 1 - x), Math.Min(y, Height - 1 - y));
                if (side >= Edge)
                {
                    continue;
                }

                bool isUpright = side == x || side == Width - 1 - x;
                int along = isUpright ? y : x;
                int line = (int)((side + 4 + (2.5 * Math.Sin((along * 0.013) + (isUpright ? 0 : 2)))) * 2);
                double dark = 12 * (grain[line] + (0.4 * chance.Normal()));
                double round = 26 * Math.Cos((side / (double)Edge) * Math.PI);
                sheet.Blend(x, y, new Ink(Retouch.Level(red + dark - round), Retouch.Level(green + dark - round),
                    Retouch.Level(blue + (dark / 2) - round)), 1);
            }
        }

        sheet.Frame(68, 68, Width - 136, Height - 136, 2, new Ink(190, 182, 168));
        return sheet.Image;
    }

    /// <summary>Repeated scrolls between lines of gold.</summary>
    private static ColourImage Ornament(Chance chance)
    {
        const int Width = 600, Height = 600;
        Ink gold = new(176, 138, 58), dark = new(52, 28, 30);
        var sheet = new Sheet(Width, Height, dark);
        double turn = chance.Real(0.5, 1.5);
        for (int i = 0; i < 40; i++)
        {
            int side = i / 10;
            double along = 30 + (i % 10 * 60);
            (double x, double y) = side switch { 0 => (along, 35.0), 1 => (565, along), 2 => (along, 565), _ => (35, along) };
            var scroll = Enumerable.Range(0, 40)
                .Select(t => (x + (t * 0.55 * Math.Cos((t * 0.3 * turn) + side)), y + (t * 0.55 * Math.Sin((t * 0.3 * turn) + side))))
                .ToArray();
            sheet.Path(scroll, 3, gold);
            sheet.Disc(x, y, 4, new Ink(232, 200, 120));
        }

        sheet.Frame(0, 0, Width, Height, 6, gold);
        sheet.Frame(62, 62, Width - 124, Height - 124, 8, gold);
        return sheet.Image;
    }

    private static ColourImage Instant(Chance chance)
    {
        const int Width = 420, Height = 500;
        var sheet = new Sheet(Retouch.Noise(new Sheet(Width, Height, new Ink(244, 241, 232)).Image, 1.5, chance));
        sheet.Frame(0, 0, Width, Height, 1, new Ink(205, 200, 190));
        sheet.WordsAt(Phrases.Of(chance, 4), Width / 2.0, Height - 36, 24, new Ink(40, 44, 90), Face.SerifItalic);
        return sheet.Image;
    }

    /// <summary>The toothed white edge of old prints.</summary>
    private static ColourImage Vintage()
    {
        const int Width = 560, Height = 420;
        var sheet = new Sheet(Width, Height, new Ink(60, 56, 52));
        sheet.Fill(8, 8, Width - 16, Height - 16, new Ink(238, 232, 214));
        for (int at = 8; at < Width; at += 14)
        {
            sheet.Disc(at, 8, 5, new Ink(60, 56, 52));
            sheet.Disc(at, Height - 8, 5, new Ink(60, 56, 52));
            sheet.Disc(8, Math.Min(at, Height), 5, new Ink(60, 56, 52));
            sheet.Disc(Width - 8, Math.Min(at, Height), 5, new Ink(60, 56, 52));
        }

        return sheet.Image;
    }
}
