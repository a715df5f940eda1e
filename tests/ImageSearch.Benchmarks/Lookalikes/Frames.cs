using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Different photographs in one frame: of wood with a passepartout, of ornaments, of an instant film.</summary>
internal static class Frames
{
    public static void Make(Workshop shop)
    {
        string[] kinds = shop.IsTuning ? ["wood", "instant"] : ["ornament", "wood"];
        foreach ((int k, string kind) in kinds.Index())
        {
            ColourImage frame = kind switch { "wood" => Wood(shop.Chance), "ornament" => Ornament(shop.Chance), _ => Instant(shop.Chance) };
            int edge = kind == "instant" ? 24 : 70, foot = kind == "instant" ? 90 : 70;
            shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Jpeg($"{kind}{k}-{i}", Framed(frame, shop, edge, foot)))], TrueRelation.SharedPart);
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
        double hue = chance.Real(0.55, 1);
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
                double wave = side + (2.5 * Math.Sin((along * 0.013) + (isUpright ? 0 : 2))), dark = 12 * (grain[(int)(wave * 2) % 200 + 10 is var g && g < 200 ? g : g - 200] + (0.4 * chance.Normal()));
                double round = 26 * Math.Cos((side / (double)Edge) * Math.PI);
                sheet.Blend(x, y, new Ink(Retouch.Level(128 + dark - round), Retouch.Level(((82 + dark) * hue) - round), Retouch.Level(45 + (dark / 2) - round)), 1);
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
            var scroll = Enumerable.Range(0, 40).Select(t => (x + (t * 0.55 * Math.Cos((t * 0.3 * turn) + side)), y + (t * 0.55 * Math.Sin((t * 0.3 * turn) + side)))).ToArray();
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
        sheet.WordsAt("Summer in the hills", Width / 2.0, Height - 36, 26, new Ink(40, 44, 90), Face.SerifItalic);
        return sheet.Image;
    }
}
