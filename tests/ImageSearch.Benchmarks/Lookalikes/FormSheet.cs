using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>A printed form: what is on every one of its kind, and this one's values.</summary>
/// <param name="Layout">Which of the printed sheets.</param>
/// <param name="Title">At the top.</param>
/// <param name="Labels">The printed names of the fields.</param>
/// <param name="Values">What was filled in.</param>
internal sealed record FormSheet(int Layout, string Title, string[] Labels, string[] Values)
{
    /// <summary>How many kinds of sheet there are.</summary>
    public const int Layouts = 4;

    /// <summary>A4 at 150 dpi.</summary>
    public const int Width = 1240;

    /// <summary>A4 at 150 dpi.</summary>
    public const int Height = 1754;

    private const double EmPixels = 24;
    private const int Margin = 100;
    private const int FirstRow = 300;
    private static readonly Ink Black = new(16, 16, 20);
    private static readonly Ink Rule = new(120, 124, 130);

    private static readonly string[] AllLabels =
    [
        "Invoice number", "Customer number", "Name", "Street", "Town", "Date of delivery", "Order", "Quantity", "Unit price", "Amount",
            "Discount", "Subtotal", "VAT 20 %",
        "Total", "Account", "Payment until", "Reference", "Contract", "Meter reading", "Consumption", "Date of birth",
        "Insurance number", "Telephone",
    ];

    /// <summary>A sheet of a kind, filled in.</summary>
    public static FormSheet Of(Chance chance, int layout)
    {
        string[] labels = chance.Shuffled(AllLabels)[..(14 + layout)];
        return new FormSheet(layout, Phrases.Of(chance, 2).ToUpperInvariant(), labels, [.. labels.Select(l => Value(l, chance))]);
    }

    /// <summary>The same sheet with other values.</summary>
    public FormSheet Refilled(Chance chance) => this with { Values = [.. Labels.Select(l => Value(l, chance))] };

    /// <summary>The same sheet with one digit of one value changed.</summary>
    public FormSheet WithOtherDigit(Chance chance)
    {
        (int Field, int At)[] digits =
            [.. Values.SelectMany((v, field) => v.Index().Where(c => char.IsAsciiDigit(c.Item)).Select(c => (field, c.Index)))];
        (int field, int at) = chance.Pick(digits);
        char[] value = Values[field].ToCharArray();
        value[at] = (char)('0' + ((value[at] - '0' + chance.Between(1, 9)) % 10));
        return this with { Values = [.. Values.Select((v, i) => i == field ? new string(value) : v)] };
    }

    public ColourImage Draw()
    {
        var sheet = new Sheet(Width, Height, new Ink(255, 255, 255));
        sheet.Words(Title, Margin, 150, 44, Black, Layout % 2 == 0 ? Face.Bold : Face.SerifBold);
        sheet.Words("Please keep this document. Form 27/B, page 1 of 1", Margin, 200, 18, Rule);
        double step = Math.Min(90, (Height - FirstRow - 200) / (double)Labels.Length);
        for (int i = 0; i < Labels.Length; i++)
        {
            Field(sheet, i, FirstRow + (i * step), step);
        }

        sheet.Words("Signature", Margin, Height - 90, 18, Rule);
        sheet.Line(Margin, Height - 115, Margin + 420, Height - 115, 2, Black);
        return sheet.Image;
    }

    private void Field(Sheet sheet, int i, double top, double step)
    {
        Face face = Layout == 3 ? Face.Serif : Face.Sans, filled = Layout is 1 or 2 ? Face.Mono : face;
        double baseline = top + (step * 0.6);
        switch (Layout)
        {
            case 0:
                sheet.Line(Margin, top + step - 12, Width - Margin, top + step - 12, 1.5, Rule);
                break;
            case 1:
                sheet.Frame(Margin - 20, top, Width - (2 * Margin) + 40, step + 2, 2, Rule);
                sheet.Line(Margin + 460, top, Margin + 460, top + step, 2, Rule);
                break;
            case 2:
                sheet.Fill(Margin + 480, top + 8, 520, step - 16, new Ink(238, 240, 244), 6);
                break;
            default:
                sheet.Fill(Margin - 10, top, Width - (2 * Margin) + 20, step, i % 2 == 0 ? new Ink(246, 246, 242) : new Ink(255, 255, 255));
                break;
        }

        sheet.Words(Labels[i], Margin, baseline, EmPixels, Black, face);
        sheet.Words(Values[i], Margin + 500, baseline, EmPixels, Black, filled);
    }

    private static string Value(string label, Chance chance) => label switch
    {
        "Name" => Phrases.Name(chance),
        "Street" => $"{Phrases.Of(chance, 1)} Road {chance.Between(1, 180)}",
        "Town" => $"{chance.Digits(5)} {Phrases.Of(chance, 1)}burg",
        "Date of delivery" or "Payment until" or "Date of birth" => Phrases.Date(chance),
        "Quantity" => $"{chance.Between(1, 480)} pieces",
        "Account" => $"DE{chance.Digits(2)} {chance.Digits(4)} {chance.Digits(4)} {chance.Digits(4)} {chance.Digits(4)}",
        "Telephone" => $"0{chance.Digits(3)} {chance.Digits(7)}",
        "Unit price" or "Amount" or "Discount" or "Subtotal" or "VAT 20 %" or "Total" =>
        $"{Phrases.Amount(chance, chance.Between(1, 4))} EUR",
        "Meter reading" or "Consumption" => $"{chance.Digits(5)} kWh",
        _ => $"{(char)('A' + chance.Below(26))}-{chance.Digits(7)}",
    };
}
