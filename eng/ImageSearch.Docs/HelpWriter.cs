using System.Text;

namespace ImageSearch.Docs;

/// <summary>Writes a cmdlet's Markdown in the form of Microsoft.PowerShell.PlatyPS, schema 2024-05-01.</summary>
internal static class HelpWriter
{
    private const string CommonParameters =
        "This cmdlet supports the common parameters: -Debug, -ErrorAction, -ErrorVariable, -InformationAction, -InformationVariable, "
        + "-OutBuffer, " +
        "-OutVariable, -PipelineVariable, -ProgressAction, -Verbose, -WarningAction, and -WarningVariable. For more information, see " +
        "[about_CommonParameters](https://go.microsoft.com/fwlink/?LinkID=113216).";

    public static string Write(CmdletShape shape, HelpText text)
    {
        var page = new StringBuilder();
        WriteHead(page, shape);
        Part(page, $"# {shape.Name}", "");
        Part(page, "## SYNOPSIS", text.Synopsis);
        Part(page, "## SYNTAX", "");
        foreach (string? set in shape.Sets())
        {
            Part(page, $"### {set ?? "__AllParameterSets"}{(set is not null && set == shape.DefaultSet ? " (Default)" : "")}",
                $"```\n{shape.Syntax(set)}\n```");
        }

        Part(page, "## ALIASES", "None.");
        Part(page, "## DESCRIPTION", text.Description);
        WriteExamples(page, text.Examples);
        Part(page, "## PARAMETERS", "");
        foreach (ParameterShape parameter in shape.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            Part(page, $"### -{parameter.Name}", text.Parameters[parameter.Name]);
            Line(page, $"```yaml\n{Facts(parameter)}```\n");
        }

        Part(page, "### CommonParameters", CommonParameters);
        WriteTypes(page, "## INPUTS", text.Inputs);
        WriteTypes(page, "## OUTPUTS", text.Outputs);
        Part(page, "## NOTES", text.Notes);
        Part(page, "## RELATED LINKS", text.Links);
        return page.ToString().TrimEnd('\n') + "\n";
    }

    private static void WriteHead(StringBuilder page, CmdletShape shape)
    {
        Line(page, "---");
        Line(page, "document type: cmdlet");
        Line(page, "external help file: ImageSearch.PowerShell.dll-Help.xml");
        Line(page, $"HelpUri: {HelpFiles.PageOf(shape)}");
        Line(page, "Locale: en-US");
        Line(page, "Module Name: ImageSearch");
        Line(page, "PlatyPS schema version: 2024-05-01");
        Line(page, $"title: {shape.Name}");
        Line(page, "---");
        Line(page);
    }

    private static void WriteExamples(StringBuilder page, IReadOnlyList<HelpExample> examples)
    {
        Part(page, "## EXAMPLES", "");
        foreach ((int number, HelpExample example) in examples.Index())
        {
            Part(page, $"### Example {number + 1}: {example.Title}", example.Introduction);
            Line(page, $"```powershell\n{example.Code}\n```\n");
            if (example.Output.Length > 0)
            {
                Line(page, $"```output\n{example.Output}\n```\n");
            }

            if (example.Remarks.Length > 0)
            {
                Line(page, example.Remarks + "\n");
            }
        }
    }

    private static void WriteTypes(StringBuilder page, string heading, IReadOnlyDictionary<string, string> types)
    {
        Part(page, heading, "");
        foreach ((string type, string about) in types)
        {
            Part(page, $"### {type}", about);
        }
    }

    private static void Line(StringBuilder page, string line = "") => page.Append(line).Append('\n');

    private static void Part(StringBuilder page, string heading, string body)
    {
        Line(page, heading);
        Line(page);
        if (body.Length > 0)
        {
            Line(page, body);
            Line(page);
        }
    }

    private static string Facts(ParameterShape parameter)
    {
        var yaml = new StringBuilder();
        void Line(string line) => yaml.Append(line).Append('\n');
        void List(string name, IEnumerable<string> values)
        {
            string[] all = [.. values];
            Line(all.Length == 0 ? $"{name}: []" : $"{name}:");
            Array.ForEach(all, v => Line($"- {v}"));
        }

        Line($"Type: {parameter.TypeName}");
        Line($"DefaultValue: '{parameter.DefaultValue}'");
        Line($"SupportsWildcards: {Text(parameter.TakesWildcards)}");
        List("Aliases", parameter.Aliases);
        Line("ParameterSets:");
        foreach ((string set, ParameterPlace place) in parameter.Places)
        {
            Line($"- Name: {set}");
            Line($"  Position: {place.Position?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "Named"}");
            Line($"  IsRequired: {Text(place.IsMandatory)}");
            Line($"  ValueFromPipeline: {Text(place.TakesPipeline)}");
            Line($"  ValueFromPipelineByPropertyName: {Text(place.TakesPipelineProperty)}");
            Line("  ValueFromRemainingArguments: false");
        }

        Line("DontShow: false");
        List("AcceptedValues", parameter.AcceptedValues);
        Line("HelpMessage: ''");
        return yaml.ToString();
    }

    private static string Text(bool value) => value ? "true" : "false";
}
