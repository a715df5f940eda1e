using System.Globalization;
using System.Net;
using System.Text;

namespace ImageSearch.Reports;

/// <summary>Text for a page: nothing in it is markup, and nothing in it is hidden.</summary>
internal static class Html
{
    /// <summary>
    /// Text as a page shows it. What is not seen, or turns the reading direction of what follows, is written as its number, so that a
    /// file's name looks like no other's.
    /// </summary>
    public static string Text(string text)
    {
        var shown = new StringBuilder(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator)
            {
                shown.Append(CultureInfo.InvariantCulture, $"[U+{rune.Value:X4}]");
            }
            else
            {
                shown.Append(rune.ToString());
            }
        }

        return WebUtility.HtmlEncode(shown.ToString());
    }

    /// <summary>A number with its thousands parted.</summary>
    public static string Number(long number) => number.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Bytes in the unit that people read.</summary>
    public static string Size(long bytes) => bytes switch
    {
        < 10_000 => $"{Number(bytes)} bytes",
        < 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e3:0.0} kB"),
        < 1_000_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e6:0.0} MB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.00} GB"),
    };

    /// <summary>A number and what it counts.</summary>
    public static string Count(long count, string what) => $"{Number(count)} {what}{(count == 1 ? "" : "s")}";
}
