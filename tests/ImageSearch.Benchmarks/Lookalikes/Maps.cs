using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Maps of one publisher: key, scale and arrow are the same, the streets are others.</summary>
internal static class Maps
{
    private const int Side = 760;
    private static readonly Ink Casing = new(160, 156, 148);
    private static readonly Ink Text = new(70, 70, 74);

    public static void Make(Workshop shop)
    {
        bool isWarm = shop.IsTuning;
        shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Png($"{i}", Map(shop.Chance, isWarm)))], ImageRelation.SharedPart);
    }

    public static ColourImage Map(Chance chance, bool isWarm)
    {
        var sheet = new Sheet(Side, Side, isWarm ? new Ink(242, 239, 233) : new Ink(232, 236, 240));
        for (int i = 0; i < 6; i++)
        {
            double x = chance.Real(0, Side), y = chance.Real(0, Side);
            (double X, double Y)[] park =
                [.. Enumerable.Range(0, 7)
                    .Select(k => (x + (chance.Real(40, 110) * Math.Cos(k * 0.9)), y + (chance.Real(40, 110) * Math.Sin(k * 0.9))))];
            sheet.Polygon(park, new Ink(200, 226, 180));
        }

        Curve(sheet, chance, 34, new Ink(168, 204, 226));
        Grid(sheet, chance);
        for (int i = 0; i < 3; i++)
        {
            Curve(sheet, chance, 13, Casing);
        }

        Key(sheet);
        return sheet.Image;
    }

    /// <summary>Small streets, two ways across each other, with gaps; each with its name.</summary>
    private static void Grid(Sheet sheet, Chance chance)
    {
        double turn = chance.Real(0, Math.PI / 2);
        for (int way = 0; way < 2; way++)
        {
            double cos = Math.Cos(turn + (way * Math.PI / 2)), sin = Math.Sin(turn + (way * Math.PI / 2));
            double across = -560;
            while (across < 560)
            {
                across += chance.Real(38, 90);
                double from = chance.Real(-560, -60), to = chance.Real(60, 560), bend = chance.Real(-40, 40);
                (double X, double Y)[] street =
                    [.. Enumerable.Range(0, 21)
                        .Select(t => At(from + ((to - from) * t / 20.0), across + (bend * Math.Sin(t / 20.0 * Math.PI))))];
                sheet.Path(street, 7, Casing);
                sheet.Path(street, 5, new Ink(255, 255, 255));
                if (chance.Is(0.6))
                {
                    sheet.Words($"{Phrases.Of(chance, 1)} St", street[10].X - 20, street[10].Y + 4, 11, Text);
                }

                (double X, double Y) At(double along, double side) =>
                    ((Side / 2.0) + (along * cos) - (side * sin), (Side / 2.0) + (along * sin) + (side * cos));
            }
        }
    }

    private static void Curve(Sheet sheet, Chance chance, double thickness, Ink ink)
    {
        double a = chance.Real(0, Side), b = chance.Real(0, Side), swing = chance.Real(-200, 200);
        bool isUpright = chance.Is(0.5);
        (double X, double Y)[] points =
            [.. Enumerable.Range(0, 41)
                .Select(t => (Along: t * Side / 40.0, Across: a + ((b - a) * t / 40.0) + (swing * Math.Sin(t / 40.0 * Math.PI))))
            .Select(p => isUpright ? (p.Across, p.Along) : (p.Along, p.Across))];
        sheet.Path(points, thickness, ink);
        if (thickness < 20)
        {
            sheet.Path(points, thickness - 3, new Ink(250, 214, 120));
        }
    }

    private static void Key(Sheet sheet)
    {
        sheet.Fill(Side - 214, Side - 150, 204, 140, new Ink(255, 255, 255, 0.94), 6);
        sheet.Frame(Side - 214, Side - 150, 204, 140, 1, Casing);
        sheet.Words("City map", Side - 200, Side - 126, 18, Text, Face.Bold);
        (string Word, Ink Ink)[] rows = [("main road", new(250, 214, 120)), ("park", new(200, 226, 180)), ("water", new(168, 204, 226))];
        foreach ((int i, (string word, Ink ink)) in rows.Index())
        {
            sheet.Fill(Side - 200, Side - 112 + (i * 24), 30, 14, ink);
            sheet.Words(word, Side - 160, Side - 100 + (i * 24), 14, Text);
        }

        sheet.Line(Side - 200, Side - 26, Side - 100, Side - 26, 3, Text);
        sheet.Words("200 m", Side - 90, Side - 21, 13, Text);
        sheet.Polygon([(Side - 40, Side - 60), (Side - 50, Side - 24), (Side - 40, Side - 34), (Side - 30, Side - 24)], Text);
        sheet.WordsAt("N", Side - 40, Side - 66, 16, Text, Face.Bold);
    }
}
