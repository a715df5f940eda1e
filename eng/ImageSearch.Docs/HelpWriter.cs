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
        void Line(string line = "") => page.Append(line).Append('\n');
        void Part(string heading, string body)
        {
            Line(heading);
            Line();
            if (body.Length > 0)
            {
                Line(body);
                Line();
            }
        }

        Line("---");
        Line("document type: cmdlet");
        Line("external help file: ImageSearch.PowerShell.dll-Help.xml");
        Line("HelpUri: ''");
        Line("Locale: en-US");
        Line("Module Name: ImageSearch");
        Line("PlatyPS schema version: 2024-05-01");
        Line($"title: {shape.Name}");
        Line("---");
        Line();
        Part($"# {shape.Name}", "");
        Part("## SYNOPSIS", text.Synopsis);
        Part("## SYNTAX", "");
        foreach (string? set in shape.Sets())
        {
            Part($"### {set ?? "__AllParameterSets"}{(set is not null && set == shape.DefaultSet ? " (Default)" : "")}",
                $"```\n{shape.Syntax(set)}\n```");
        }

        Part("## ALIASES", "None.");
        Part("## DESCRIPTION", text.Description);
        Part("## EXAMPLES", "");
        foreach ((int number, HelpExample example) in text.Examples.Index())
        {
            Part($"### Example {number + 1}: {example.Title}", example.Introduction);
            Line($"```powershell\n{example.Code}\n```\n");
            if (example.Output.Length > 0)
            {
                Line($"```output\n{example.Output}\n```\n");
            }

            if (example.Remarks.Length > 0)
            {
                Line(example.Remarks + "\n");
            }
        }

        Part("## PARAMETERS", "");
        foreach (ParameterShape parameter in shape.Parameters.OrderBy(p => p.Name, StringComparer.Ordinal))
        {
            Part($"### -{parameter.Name}", text.Parameters[parameter.Name]);
            Line($"```yaml\n{Facts(parameter)}```\n");
        }

        Part("### CommonParameters", CommonParameters);
        WriteTypes("## INPUTS", text.Inputs);
        WriteTypes("## OUTPUTS", text.Outputs);
        Part("## NOTES", text.Notes);
        Part("## RELATED LINKS", text.Links);
        return page.ToString().TrimEnd('\n') + "\n";

        void WriteTypes(string heading, IReadOnlyDictionary<string, string> types)
        {
            Part(heading, "");
            foreach ((string type, string about) in types)
            {
                Part($"### {type}", about);
            }
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
