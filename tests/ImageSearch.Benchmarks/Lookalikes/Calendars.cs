using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Other months of one calendar: plain sheets, and sheets with a photograph each.</summary>
internal static class Calendars
{
    private const int Width = 720;
    private static readonly Ink Black = new(30, 30, 34);
    private static readonly string[] Months =
        ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

    public static void Make(Workshop shop)
    {
        int year = shop.IsTuning ? 2023 : 2026;
        Ink ink = Tones.Any(shop.Chance);
        int[] months = shop.Chance.Shuffled(Enumerable.Range(1, 12));
        shop.Pairs([.. months[..6].Select(m => shop.Png($"plain-{m:00}", Plain(year, m, ink)))], ImageRelation.SharedPart);
        shop.Pairs([.. months[6..].Select(m => shop.Jpeg($"photo-{m:00}", WithPhoto(shop.Photo(Width - 60, 420), year, m, ink), 90))],
            ImageRelation.SharedPart);
    }

    private static ColourImage Plain(int year, int month, Ink ink)
    {
        var sheet = new Sheet(Width, 640, new Ink(255, 255, 255));
        Month(sheet, 20, year, month, ink, 84);
        return sheet.Image;
    }

    private static ColourImage WithPhoto(ColourImage photo, int year, int month, Ink ink)
    {
        var sheet = new Sheet(Width, 960, new Ink(250, 250, 246));
        sheet.Paste(photo, 30, 30);
        Month(sheet, 460, year, month, ink, 62);
        return sheet.Image;
    }

    private static void Month(Sheet sheet, double top, int year, int month, Ink ink, double rowPixels)
    {
        double column = (Width - 60) / 7.0;
        sheet.WordsAt($"{Months[month - 1]} {year}", Width / 2.0, top + 40, 36, ink, Face.Bold);
        foreach ((int i, string day) in new[] { "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun" }.Index())
        {
            sheet.Fill(30 + (i * column), top + 60, column - 2, 28, ink);
            sheet.WordsAt(day, 30 + ((i + 0.5) * column), top + 80, 17, new Ink(255, 255, 255));
        }

        int before = ((int)new DateTime(year, month, 1).DayOfWeek + 6) % 7;
        for (int cell = 0; cell < 42; cell++)
        {
            double x = 30 + (cell % 7 * column), y = top + 92 + (cell / 7 * rowPixels);
            int day = cell - before + 1;
            bool isDay = day >= 1 && day <= DateTime.DaysInMonth(year, month);
            sheet.Frame(x, y, column - 2, rowPixels - 2, 1, new Ink(190, 192, 198));
            if (isDay)
            {
                sheet.Words($"{day}", x + 8, y + 28, 22, cell % 7 == 6 ? new Ink(190, 40, 40) : Black);
            }
        }
    }
}
