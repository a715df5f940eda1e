using System.Globalization;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Invoices, A4 at 150 dpi, as sent every month: the same but for number, date and one or two amounts.</summary>
internal static class Invoices
{
    private const double Em = 20;
    private const int Left = 110;
    private const int Right = FormSheet.Width - 110;
    private static readonly Ink Black = new(18, 18, 24);

    public static void Make(Workshop shop)
    {
        for (int group = 0; group < 2; group++)
        {
            Chance chance = shop.Chance;
            string[] letter = [.. Phrases.Lines(chance, 4, Right - Left, Face.Sans, Em)],
                articles = [.. Enumerable.Range(0, 6).Select(_ => Phrases.Of(chance, 3))];
            string[] address = [Phrases.Name(chance), $"{Phrases.Of(chance, 1)} Road {chance.Between(1, 99)}",
                $"{chance.Digits(5)} {Phrases.Of(chance, 1)}"];
            int[] prices = [.. articles.Select(_ => chance.Between(900, 90000))];
            string company = $"{Phrases.Of(chance, 1)} Ltd";
            Ink ink = Tones.Any(chance);
            int number = chance.Between(2000, 8000);
            shop.Pairs([.. Enumerable.Range(0, 4).Select(month =>
            {
                int[] amounts = [.. prices];
                amounts[chance.Below(amounts.Length)] = chance.Between(900, 90000);
                return shop.Png($"{group}-{month}",
                    Draw(company, ink, address, letter, articles, amounts, number + (17 * month), $"01.{month + 2:00}.2024"));
            })], ImageRelation.Edited);
        }
    }

    private static ColourImage Draw(string company, Ink ink, string[] address, string[] letter, string[] articles, int[] cents,
        int number, string date)
    {
        var sheet = new Sheet(FormSheet.Width, FormSheet.Height, new Ink(255, 255, 255));
        sheet.Disc(Left + 34, 110, 34, ink);
        sheet.Words(company, Left + 86, 124, 40, Black, Face.Bold);
        foreach ((int i, string line) in address.Index())
        {
            sheet.Words(line, Left, 260 + (i * 30), Em, Black);
        }

        sheet.Words($"Invoice {number}", Left, 440, 34, Black, Face.Bold);
        sheet.WordsTo(date, Right, 440, Em, Black);
        foreach ((int i, string line) in letter.Index())
        {
            sheet.Words(line, Left, 520 + (i * 32), Em, Black);
        }

        sheet.Line(Left, 690, Right, 690, 2, Black);
        for (int i = 0; i < articles.Length; i++)
        {
            sheet.Words($"{i + 1}", Left, 730 + (i * 48), Em, Black);
            sheet.Words(articles[i], Left + 60, 730 + (i * 48), Em, Black);
            sheet.WordsTo(Money(cents[i]), Right, 730 + (i * 48), Em, Black);
            sheet.Line(Left, 746 + (i * 48), Right, 746 + (i * 48), 1, new Ink(190, 190, 196));
        }

        sheet.Words("Total, EUR", Left + 60, 1060, Em, Black, Face.Bold);
        sheet.WordsTo(Money(cents.Sum()), Right, 1060, Em, Black, Face.Bold);
        sheet.Words("Please pay within 14 days to the account below.", Left, 1160, Em, Black);
        sheet.Words($"{company}, registered in Northport, IBAN DE12 3456 7890 1234 5678 90", Left, FormSheet.Height - 80, 16,
            new Ink(110, 110, 116));
        return sheet.Image;
    }

    private static string Money(int cents) => (cents / 100.0).ToString("#,##0.00", CultureInfo.InvariantCulture);
}
