using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>
/// Covers photographed on a table, seen from a little aside. A cover lies whole within the photograph, however it is turned there: Cropped.
/// Two photographs of one cover on other tables have it in common and nothing else: SharedPart.
/// </summary>
internal static class OnTables
{
    private const int Width = 1000;
    private const int Height = 750;

    public static void One(Workshop shop)
    {
        for (int i = 0; i < 12; i++)
        {
            ColourImage cover = Covers.Any(shop);
            string file = shop.Jpeg($"{i:00}-cover", cover, 92);
            string[] photographs = [.. Enumerable.Range(0, i < 6 ? 2 : 1)
                .Select(n => shop.Jpeg($"{i:00}-table{n}", Photograph(shop, [cover], i % 3 == 2 ? 180 : 25)))];
            shop.Pair(file, photographs[0], ImageRelation.Cropped);
            if (photographs.Length > 1)
            {
                shop.Pair(file, photographs[1], ImageRelation.Cropped);
                shop.Pair(photographs[0], photographs[1], ImageRelation.SharedPart);
            }
        }
    }

    public static void Two(Workshop shop)
    {
        string? before = null;
        ColourImage cover = Covers.Any(shop);
        string file = shop.Jpeg("cover0", cover, 92);
        for (int i = 0; i < 8; i++)
        {
            ColourImage next = Covers.Any(shop);
            string nextFile = shop.Jpeg($"cover{i + 1}", next, 92), photograph = shop.Jpeg($"two{i}", Photograph(shop, [cover, next], 20));
            shop.Pair(file, photograph, ImageRelation.Cropped);
            shop.Pair(nextFile, photograph, ImageRelation.Cropped);
            if (before is not null)
            {
                shop.Pair(before, photograph, ImageRelation.SharedPart);
            }

            (before, cover, file) = (photograph, next, nextFile);
        }
    }

    private static ColourImage Photograph(Workshop shop, ColourImage[] covers, double mostDegrees)
    {
        Chance chance = shop.Chance;
        var sheet = new Sheet(Table(chance));
        for (int i = 0; i < covers.Length; i++)
        {
            double middleX = Width * (covers.Length == 1 ? chance.Real(0.42, 0.58) : 0.27 + (0.46 * i)),
                middleY = Height * chance.Real(0.47, 0.53);
            double tall = Height * (covers.Length == 1 ? chance.Real(0.6, 0.78) : chance.Real(0.56, 0.68)), wide = tall * Covers.Width
                / Covers.Height;
            double turn = chance.Real(-mostDegrees, mostDegrees) * Math.PI / 180, tilt = chance.Real(0.04, 0.14);
            (double X, double Y)[] corners =
                [.. new (double U, double V)[] { (-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5) }.Select(c =>
            {
                double x = (c.U * wide * Math.Cos(turn)) - (c.V * tall * Math.Sin(turn)), y = (c.U * wide * Math.Sin(turn))
                    + (c.V * tall * Math.Cos(turn));
                double away = 1 + (tilt * y / Height * 2);
                return (middleX + (x * away), middleY + (y * 0.94 * away));
            })];
            sheet.Polygon([.. corners.Select(c => (c.X + 7, c.Y + 9))], new Ink(0, 0, 0, 0.35));
            Warp.Onto(sheet, covers[i], corners);
        }

        return Retouch.Noise(Pixels.Blur(Lit(sheet.Image, chance), 0.7), 3, chance);
    }

    /// <summary>Boards, or a cloth.</summary>
    private static ColourImage Table(Chance chance)
    {
        bool isWood = chance.Is(0.6);
        (double red, double green, double blue) = isWood ? (chance.Real(120, 180), chance.Real(84, 120), chance.Real(50, 80))
            : Cloth(chance);
        var sheet = new Sheet(Width, Height, new Ink(0, 0, 0));
        double[] boards = [.. Enumerable.Range(0, 8).Select(_ => 9 * chance.Normal())],
            phases = [.. Enumerable.Range(0, 8).Select(_ => chance.Real(0, 600))];
        double[] fibres = Smooth([.. Enumerable.Range(0, 2048).Select(_ => chance.Normal())]);
        for (int y = 0; y < Height; y++)
        {
            for (int x = 0; x < Width; x++)
            {
                int board = y / 100;
                double grain = isWood
                    ? boards[board] + Fibre(y + (6 * Math.Sin((x + phases[board]) * 0.006)) + (board * 117) + 16) + (y % 100 < 2 ? -50 : 0)
                    : (6 * (Math.Sin(x * 0.8) + Math.Sin(y * 0.8))) + Fibre((x * 0.02) + (y * 0.03));
                sheet.Blend(x, y, new Ink(Retouch.Level(red + grain), Retouch.Level(green + grain), Retouch.Level(blue + (grain * 0.7))),
                    1);
            }
        }

        return sheet.Image;

        double Fibre(double at) => fibres[(int)at] + ((at - Math.Floor(at)) * (fibres[(int)at + 1] - fibres[(int)at]));
    }

    private static (double Red, double Green, double Blue) Cloth(Chance chance)
    {
        double level = chance.Real(90, 210);
        return (level + chance.Real(-30, 30), level + chance.Real(-30, 30), level + chance.Real(-30, 30));
    }

    private static double[] Smooth(double[] values) =>
        [.. values.Select((v, i) => (9 * v) + (8 * values[Math.Max(0, i - 1)]) + (7 * values[Math.Max(0, i - 2)]))];

    /// <summary>Light from one side, and of a lamp's colour.</summary>
    private static ColourImage Lit(ColourImage image, Chance chance)
    {
        double across = chance.Real(-0.25, 0.25), down = chance.Real(-0.2, 0.2), warm = chance.Real(0.92, 1.06);
        var rgb = new byte[image.Rgb.Length];
        for (int i = 0; i < rgb.Length; i++)
        {
            int pixel = i / 3;
            double light = 0.92 + (across * ((pixel % image.Width / (double)image.Width) - 0.5))
                + (down * ((pixel / image.Width / (double)image.Height) - 0.5));
            rgb[i] = Retouch.Level(image.Rgb[i] * light * (i % 3 == 2 ? 1 / warm : i % 3 == 0 ? warm : 1));
        }

        return new ColourImage(image.Width, image.Height, rgb);
    }
}
