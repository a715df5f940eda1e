using System.Text.RegularExpressions;

namespace ImageSearch.Docs;

/// <summary>Reads a cmdlet's Markdown: what people wrote; what comes from the cmdlet is passed over.</summary>
internal static partial class HelpReader
{
    public static HelpText Read(string markdown)
    {
        Dictionary<string, string> sections = Split(markdown, "## ");
        string Section(string name) => sections.GetValueOrDefault(name, "");
        return new HelpText
        {
            Synopsis = Section("SYNOPSIS"),
            Description = Section("DESCRIPTION"),
            Examples = [.. Split(Section("EXAMPLES"), "### ").Where(e => e.Key.Length > 0).Select(e => ReadExample(e.Key, e.Value))],
            Parameters = Split(Section("PARAMETERS"), "### ").Where(p => p.Key.StartsWith('-'))
                .ToDictionary(p => p.Key[1..], p => Yaml().Replace(p.Value, "").Trim()),
            Inputs = Split(Section("INPUTS"), "### "),
            Outputs = Split(Section("OUTPUTS"), "### "),
            Notes = Section("NOTES"),
            Links = Section("RELATED LINKS"),
        };
    }

    /// <summary>The parts below each heading of a level, trimmed, by the heading; headings in fenced code are text.</summary>
    public static Dictionary<string, string> Split(string markdown, string heading)
    {
        var parts = new Dictionary<string, string>();
        string name = "";
        bool isCode = false;
        foreach (string line in markdown.Split('\n'))
        {
            isCode ^= line.StartsWith("```", StringComparison.Ordinal);
            if (!isCode && line.StartsWith(heading, StringComparison.Ordinal))
            {
                name = line[heading.Length..].Trim();
                parts[name] = "";
            }
            else
            {
                parts[name] = parts.GetValueOrDefault(name, "") + line + "\n";
            }
        }

        return parts.ToDictionary(p => p.Key, p => p.Value.Trim());
    }

    private static HelpExample ReadExample(string heading, string body)
    {
        string title = Number().Replace(heading, "");
        Match code = Code().Match(body);
        string rest = body[(code.Index + code.Length)..].Trim();
        Match output = Output().Match(rest);
        return new HelpExample(title, body[..code.Index].Trim(), code.Groups[1].Value, output.Groups[1].Value,
            Output().Replace(rest, "", 1).Trim());
    }

    [GeneratedRegex(@"^Example \d+: ")]
    private static partial Regex Number();

    [GeneratedRegex(@"```yaml\n.*?```", RegexOptions.Singleline)]
    private static partial Regex Yaml();

    [GeneratedRegex(@"```powershell\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex(@"^```output\n(.*?)\n```", RegexOptions.Singleline)]
    private static partial Regex Output();
}
