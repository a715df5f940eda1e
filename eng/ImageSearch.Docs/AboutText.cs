using System.Text;

namespace ImageSearch.Docs;

/// <summary>From the Markdown of an about topic to the text that Get-Help prints: headings in capitals, the rest indented and
/// wrapped.</summary>
internal static class AboutText
{
    private const int LineCharacters = 80;
    private const string Indent = "    ";

    public static string Make(string markdown)
    {
        var text = new StringBuilder();
        var paragraph = new StringBuilder();
        bool isCode = false;
        foreach (string line in markdown.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            bool isFence = line.StartsWith("```", StringComparison.Ordinal);
            bool isItem = line.StartsWith("- ", StringComparison.Ordinal);
            if (isFence || isCode || isItem || line.Length == 0 || line.StartsWith('#'))
            {
                Flush();
            }

            if (isFence)
            {
                isCode = !isCode;
            }
            else if (isCode)
            {
                text.Append((Indent + Indent + line).TrimEnd()).Append('\n');
            }
            else if (line.StartsWith('#'))
            {
                string heading = line.TrimStart('#').Trim();
                text.Append(line.StartsWith("# ", StringComparison.Ordinal) ? $"TOPIC\n{Indent}{heading}" : heading.ToUpperInvariant())
                    .Append('\n');
            }
            else if (line.Length == 0)
            {
                text.Append('\n');
            }
            else
            {
                paragraph.Append(paragraph.Length > 0 ? " " : "").Append(line.Trim());
            }
        }

        Flush();
        return text.ToString().TrimEnd('\n') + "\n";

        void Flush()
        {
            Wrap(PlainText.Inline(paragraph.ToString()), text);
            paragraph.Clear();
        }
    }

    private static void Wrap(string paragraph, StringBuilder text)
    {
        string indent = Indent;
        int used = 0;
        foreach (string word in paragraph.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            if (used > 0 && indent.Length + used + 1 + word.Length > LineCharacters)
            {
                text.Append('\n');
                used = 0;
                indent = paragraph.StartsWith("- ", StringComparison.Ordinal) ? Indent + "  " : Indent;
            }

            text.Append(used == 0 ? indent : " ").Append(word);
            used += word.Length + (used == 0 ? 0 : 1);
        }

        text.Append(used > 0 ? "\n" : "");
    }
}
