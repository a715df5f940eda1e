using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Charts on the same axes with other data.</summary>
internal static class Charts
{
    private const int Width = 800;
    private const int Height = 520;
    private const int Left = 80;
    private const int Right = 640;
    private const int Top = 70;
    private const int Bottom = 450;
    private static readonly Ink Black = new(20, 20, 20);
    private static readonly Ink[] Inks = [new(31, 119, 180), new(255, 127, 14), new(44, 140, 60)];

    public static void Make(Workshop shop)
    {
        foreach (string kind in shop.IsTuning ? ["lines", "bars"] : new[] { "bars", "points" })
        {
            string title = Title(shop.Chance);
            string[] names = Names(shop.Chance);
            shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Png($"{kind}-{i}", Chart(shop.Chance, kind, title, names)))],
                ImageRelation.SharedPart);
        }
    }

    public static ColourImage Any(Chance chance, string kind) => Chart(chance, kind, Title(chance), Names(chance));

    private static string Title(Chance chance) => $"{Phrases.Of(chance, 3)}, monthly";

    private static string[] Names(Chance chance) => [.. Enumerable.Range(0, 3).Select(_ => Phrases.Of(chance, 1))];

    private static ColourImage Chart(Chance chance, string kind, string title, string[] names)
    {
        Sheet sheet = Axes(title, names);
        for (int series = 0; series < names.Length; series++)
        {
            Ink ink = Inks[series];
            double level = chance.Real(80, 320);
            var points = new List<(double X, double Y)>();
            for (int month = 0; month < 12; month++)
            {
                level = Math.Clamp(level + (40 * chance.Normal()), 15, 370);
                points.Add((Left + 23 + (month * 46.6), Bottom - level));
            }

            Draw(sheet, kind, points, series, ink);
        }

        return sheet.Image;
    }

    private static void Draw(Sheet sheet, string kind, List<(double X, double Y)> points, int series, Ink ink)
    {
        if (kind == "lines")
        {
            sheet.Path(points, 2.5, ink);
        }

        foreach ((double x, double y) in points)
        {
            if (kind == "bars")
            {
                sheet.Fill(x - 16 + (series * 11), y, 10, Bottom - y, ink);
            }
            else
            {
                sheet.Disc(x, y, kind == "points" ? 5 : 3, ink);
            }
        }
    }

    private static Sheet Axes(string title, string[] names)
    {
        var sheet = new Sheet(Width, Height, new Ink(255, 255, 255));
        sheet.WordsAt(title, Width / 2.0, 40, 22, Black, Face.Bold);
        for (int i = 0; i <= 8; i++)
        {
            double y = Bottom - (i * 47.5);
            sheet.Line(Left, y, Right, y, 1, new Ink(210, 210, 210));
            sheet.WordsTo((i * 250).ToString(CultureInfo.InvariantCulture), Left - 8, y + 5, 14, Black);
        }

        foreach ((int i, string month) in new[] { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
            "Dec" }.Index())
        {
            sheet.WordsAt(month, Left + 23 + (i * 46.6), Bottom + 22, 14, Black);
        }

        sheet.Line(Left, Top, Left, Bottom, 2, Black);
        sheet.Line(Left, Bottom, Right, Bottom, 2, Black);
        sheet.WordsAt("Month of the year", (Left + Right) / 2.0, Bottom + 48, 15, Black);
        foreach ((int i, string name) in names.Index())
        {
            sheet.Fill(Right + 20, Top + 10 + (i * 28), 16, 12, Inks[i]);
            sheet.Words(name, Right + 44, Top + 21 + (i * 28), 15, Black);
        }

        return sheet;
    }
}
