using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Lists with one head and other rows.</summary>
internal static class Tables
{
    private const int Width = 860;
    private const int Height = 1000;
    private const int Rows = 26;
    private static readonly Ink Black = new(20, 24, 30);
    private static readonly string[] Columns = ["No.", "Article", "Place", "Stock", "Price"];

    public static void Make(Workshop shop)
    {
        string title = Title(shop.Chance);
        bool isStriped = shop.IsTuning;
        shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Png($"{i}", Draw(shop.Chance, title, isStriped)))],
            ImageRelation.SharedPart);
    }

    public static ColourImage Any(Chance chance) => Draw(chance, Title(chance), isStriped: true);

    private static string Title(Chance chance) => $"{Phrases.Of(chance, 2)} list";

    private static ColourImage Draw(Chance chance, string title, bool isStriped)
    {
        var sheet = new Sheet(Width, Height, new Ink(255, 255, 255));
        double[] left = [40, 130, 440, 620, 820];
        sheet.Words(title, 40, 64, 32, Black, Face.Bold);
        sheet.Fill(30, 90, Width - 60, 38, isStriped ? new Ink(52, 84, 128) : new Ink(225, 225, 225));
        Ink head = isStriped ? new Ink(255, 255, 255) : Black;
        for (int i = 0; i < Columns.Length; i++)
        {
            Cell(sheet, Columns[i], left, i, 116, head, Face.Bold);
        }

        for (int row = 0; row < Rows; row++)
        {
            double baseline = 154 + (row * 32);
            if (isStriped && row % 2 == 1)
            {
                sheet.Fill(30, baseline - 22, Width - 60, 32, new Ink(238, 242, 248));
            }

            sheet.Line(30, baseline + 10, Width - 30, baseline + 10, 1, new Ink(205, 208, 214));
            string place = $"{(char)('A' + chance.Below(6))}{chance.Digits(2)}";
            string[] cells = [chance.Digits(4), Phrases.Of(chance, chance.Between(1, 3)), place, chance.Digits(chance.Between(1, 4)),
                Phrases.Amount(chance, chance.Between(1, 3))];
            for (int i = 0; i < cells.Length; i++)
            {
                Cell(sheet, cells[i], left, i, baseline, Black, Face.Sans);
            }
        }

        return sheet.Image;
    }

    private static void Cell(Sheet sheet, string words, double[] left, int column, double baseline, Ink ink, Face face)
    {
        if (column < left.Length - 1)
        {
            sheet.Words(words, left[column], baseline, 17, ink, face);
        }
        else
        {
            sheet.WordsTo(words, left[column], baseline, 17, ink, face);
        }
    }
}
