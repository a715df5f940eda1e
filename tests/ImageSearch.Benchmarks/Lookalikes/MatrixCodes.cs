using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Matrix codes: QR's finder, timing and alignment patterns, and modules of chance, plain or on a ticket.</summary>
internal static class MatrixCodes
{
    private const int Finder = 7;
    private static readonly Ink Black = new(0, 0, 0);
    private static readonly Ink White = new(255, 255, 255);

    public static void Make(Workshop shop)
    {
        int modules = shop.IsTuning ? 33 : 29;
        shop.Pairs([.. Enumerable.Range(0, 7).Select(i => shop.Png($"code-{i}", Code(shop.Chance, modules, 8)))], ImageRelation.SharedPart);
        string title = $"{Phrases.Of(shop.Chance, 2)} festival";
        shop.Pairs([.. Enumerable.Range(0, 6).Select(i => shop.Png($"ticket-{i}", Ticket(shop.Chance, title)))], ImageRelation.SharedPart);
    }

    private static ColourImage Code(Chance chance, int modules, int modulePixels)
    {
        int side = (modules + 8) * modulePixels;
        var sheet = new Sheet(side, side, White);
        for (int y = 0; y < modules; y++)
        {
            for (int x = 0; x < modules; x++)
            {
                if (IsDark(chance, modules, x, y))
                {
                    sheet.Fill((x + 4) * modulePixels, (y + 4) * modulePixels, modulePixels, modulePixels, Black);
                }
            }
        }

        return sheet.Image;
    }

    private static bool IsDark(Chance chance, int modules, int x, int y)
    {
        bool isChance = chance.Is(0.5);
        int edgeX = Math.Min(x, modules - 1 - x), edgeY = Math.Min(y, modules - 1 - y);
        if (edgeX <= Finder && edgeY <= Finder && !(x > Finder && y > Finder))
        {
            int ring = Math.Max(Math.Abs(edgeX - 3), Math.Abs(edgeY - 3));
            return ring != 4 && ring != 2;
        }

        if (x == 6 || y == 6)
        {
            return (x + y) % 2 == 0;
        }

        int align = Math.Max(Math.Abs(x - (modules - 7)), Math.Abs(y - (modules - 7)));
        return align <= 2 ? align != 1 : isChance;
    }

    public static ColourImage Ticket(Chance chance, string title)
    {
        var sheet = new Sheet(720, 300, new Ink(250, 244, 230));
        sheet.Fill(0, 0, 720, 60, new Ink(150, 40, 60));
        sheet.Words(title, 20, 42, 30, White, Face.Bold);
        sheet.Words($"Seat {chance.Below(40)}, row {chance.Below(30)}", 24, 120, 24, Black);
        sheet.Words($"{Phrases.Date(chance)}, 20:00", 24, 165, 24, Black);
        sheet.Words($"No. {chance.Digits(9)}", 24, 270, 20, Black, Face.Mono);
        sheet.Line(450, 70, 450, 290, 1.5, new Ink(150, 150, 140));
        sheet.Paste(Code(chance, 29, 6), 472, 68);
        return sheet.Image;
    }
}
