using System.Globalization;
using System.Text;

namespace ImageSearch.Service.Indexes;

/// <summary>What a file is called that somebody sent: as its sender calls it, but for what would lead elsewhere, hide it, or is no name on
/// some system.</summary>
internal static class UploadName
{
    /// <summary>In UTF-8. File systems take 255; the rest is for endings.</summary>
    private const int MaxBytes = 200;

    private static readonly string[] Devices = ["CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", .. Numbered("COM"), .. Numbered("LPT")];

    /// <summary>The name; null if nothing is left of it.</summary>
    /// <param name="sent">What the sender says, be it a path.</param>
    /// <param name="endings">The endings of files of its format, the usual one first, which a name with none of them gets.</param>
    public static string? Of(string sent, IReadOnlyList<string> endings)
    {
        string last = sent[(sent.LastIndexOfAny(['/', '\\']) + 1)..];
        var name = new StringBuilder();
        foreach (Rune rune in last.EnumerateRunes())
        {
            // A name that is shown from right to left, or has a line's end in it, is shown as another.
            if (Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format
                or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned))
            {
                name.Append("<>:\"|?*".Contains(rune.ToString(), StringComparison.Ordinal) ? "_" : rune.ToString());
            }
        }

        string ending = Path.GetExtension(name.ToString());
        bool hasEnding = endings.Contains(ending, StringComparer.OrdinalIgnoreCase);
        string stem = Cut(hasEnding ? name.ToString()[..^ending.Length] : name.ToString()).Trim(' ', '.');
        return stem.Length == 0 ? null
            : (Devices.Contains(stem.Split('.')[0].Trim(), StringComparer.OrdinalIgnoreCase) ? "_" : "")
                + stem + (hasEnding ? ending : endings[0]);
    }

    private static string Cut(string name)
    {
        int bytes = 0;
        return string.Concat(name.EnumerateRunes().TakeWhile(r => (bytes += r.Utf8SequenceLength) <= MaxBytes));
    }

    private static IEnumerable<string> Numbered(string device) => "123456789\u00b9\u00b2\u00b3".Select(n => device + n);
}
