using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Receipts of one shop on which other amounts stand: the same articles were bought again, or another number was
/// written.</summary>
internal static class Receipts
{
    private const int Width = 520;
    private const int Em = 21;
    private const int Step = 30;
    private static readonly Ink Black = new(40, 40, 44);

    public static void Make(Workshop shop)
    {
        for (int group = 0; group < 2; group++)
        {
            (string Name, string Street, string[] Articles) till = Till(shop.Chance);
            bool isPaper = group == 1;
            shop.Pairs([.. Enumerable.Range(0, 4).Select(i => isPaper
                ? shop.Jpeg($"{group}-{i}", Paper(Draw(shop.Chance, till), shop.Chance), 80)
                : shop.Png($"{group}-{i}", Draw(shop.Chance, till)))], ImageRelation.Edited);
        }
    }

    public static ColourImage Any(Chance chance) => Draw(chance, Till(chance));

    private static (string Name, string Street, string[] Articles) Till(Chance chance) => (Phrases.Of(chance, 2).ToUpperInvariant(),
        $"{Phrases.Of(chance, 1)} Road {chance.Between(1, 99)}", [.. Enumerable.Range(0, 11).Select(_ => Phrases.Of(chance, 2))]);

    private static ColourImage Draw(Chance chance, (string Name, string Street, string[] Articles) till)
    {
        (string name, string street, string[] articles) = till;
        var sheet = new Sheet(Width, 250 + ((articles.Length + 8) * Step), new Ink(255, 255, 255));
        sheet.WordsAt(name, Width / 2.0, 60, 34, Black, Face.Bold);
        sheet.WordsAt(street, Width / 2.0, 95, Em, Black, Face.Mono);
        sheet.WordsAt($"{Phrases.Date(chance)}  {chance.Between(10, 19)}:{chance.Between(10, 59)}", Width / 2.0, 130, Em, Black, Face.Mono);
        sheet.WordsAt(new string('-', 36), Width / 2.0, 160, Em, Black, Face.Mono);
        int cents = 0;
        for (int i = 0; i < articles.Length; i++)
        {
            int price = chance.Between(49, 3999);
            cents += price;
            Row(sheet, i, articles[i], price);
        }

        sheet.WordsAt(new string('-', 36), Width / 2.0, 190 + (articles.Length * Step), Em, Black, Face.Mono);
        Row(sheet, articles.Length + 1, "TOTAL EUR", cents);
        Row(sheet, articles.Length + 2, "VAT 7 %", cents * 7 / 107);
        Row(sheet, articles.Length + 3, "Card", cents);
        sheet.WordsAt($"Receipt {chance.Digits(6)}  Till {chance.Below(9)}", Width / 2.0, 230 + ((articles.Length + 4) * Step), Em,
            Black, Face.Mono);
        sheet.WordsAt("Thank you for your visit", Width / 2.0, 230 + ((articles.Length + 6) * Step), Em, Black, Face.Mono);
        return sheet.Image;
    }

    private static void Row(Sheet sheet, int row, string words, int cents)
    {
        double baseline = 195 + (row * Step);
        sheet.Words(words, 30, baseline, Em, Black, Face.Mono);
        sheet.WordsTo(FormattableString.Invariant($"{cents / 100.0:0.00}"), Width - 30, baseline, Em, Black, Face.Mono);
    }

    /// <summary>Grayish thermal paper, printed pale.</summary>
    private static ColourImage Paper(ColourImage image, Chance chance) =>
        Retouch.Noise(Pixels.Blur(Retouch.Map(image, (r, g, b) => (60 + (r * 0.68), 60 + (g * 0.67), 66 + (b * 0.65))), 0.7), 3, chance);
}
