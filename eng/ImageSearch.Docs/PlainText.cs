using System.Text.RegularExpressions;

namespace ImageSearch.Docs;

/// <summary>From Markdown to what a console shows.</summary>
internal static partial class PlainText
{
    /// <summary>Paragraphs on one line each; lists and fenced code keep their lines.</summary>
    public static IEnumerable<string> Paragraphs(string markdown)
    {
        foreach (string part in Blank().Split(markdown.Trim()))
        {
            if (part.StartsWith("```", StringComparison.Ordinal))
            {
                yield return string.Join('\n', part.Split('\n')[1..^1].Select(l => "    " + l));
            }
            else
            {
                yield return Inline(Wrapped().Replace(part, " "));
            }
        }
    }

    /// <summary>Without the marks of links, code and bold words.</summary>
    public static string Inline(string text) => Marks().Replace(Link().Replace(text, "$1"), "$1$2");

    [GeneratedRegex(@"\n\s*\n")]
    private static partial Regex Blank();

    /// <summary>A line end before anything but an item of a list or a row of a table.</summary>
    [GeneratedRegex(@"\n(?![-*|] ?)\s*")]
    private static partial Regex Wrapped();

    [GeneratedRegex(@"\[([^\]]+)\]\([^)]+\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"`([^`]+)`|\*\*([^*]+)\*\*")]
    private static partial Regex Marks();
}
