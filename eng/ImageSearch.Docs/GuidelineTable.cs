using System.Text;

namespace ImageSearch.Docs;

/// <summary>The table of docs/guidelines.md that says of each cmdlet what its attributes declare; the rest of that document is written by
/// people.</summary>
internal static class GuidelineTable
{
    public const string Document = "docs/guidelines.md";
    private const string Begin = "<!-- made by build.ps1 Docs -->\n";
    private const string End = "<!-- end -->\n";

    /// <summary>The document with its table made anew.</summary>
    public static string Update(string document, IEnumerable<CmdletShape> cmdlets)
    {
        document = document.ReplaceLineEndings("\n");
        int begin = document.IndexOf(Begin, StringComparison.Ordinal) + Begin.Length, end = document.IndexOf(End, StringComparison.Ordinal);
        return begin < Begin.Length || end < begin
            ? throw new InvalidDataException($"{Document} has no place for its table: {Begin.Trim()} and {End.Trim()}")
            : document[..begin] + "\n" + Make(cmdlets) + "\n" + document[end..];
    }

    private static string Make(IEnumerable<CmdletShape> cmdlets)
    {
        var table = new StringBuilder(
            "| cmdlet | piped by value | by property name | paths | asks | -Force | -PassThru | completes | returns |\n")
            .Append("|---|---|---|---|---|---|---|---|---|\n");
        foreach (CmdletShape cmdlet in cmdlets)
        {
            string Names(Func<ParameterShape, bool> which) =>
                string.Join(", ", cmdlet.Parameters.Where(which).Select(p => "-" + p.Name).DefaultIfEmpty("-"));
            string Has(string name) => cmdlet.Parameters.Any(p => p.Name == name) ? "yes" : "-";
            string paths = cmdlet.Parameters.FirstOrDefault(p => p.Name == "Path") is not { } path ? "-"
                : path.TakesWildcards ? "-Path, -LiteralPath" : path.Aliases.Contains("LiteralPath") ? "literal" : "patterns";
            string outputs = string.Join(", ", cmdlet.OutputTypes.Select(t => t.Split('.')[^1]).DefaultIfEmpty("-"));
            table.Append($"| {cmdlet.Name} | {Names(p => p.Places.Values.Any(x => x.TakesPipeline))} | "
                + $"{Names(p => p.Places.Values.Any(x => x.TakesPipelineProperty))} ")
                .Append($"| {paths} | {Has("WhatIf")} | {Has("Force")} | {Has("PassThru")} | {Names(p => p.HasCompleter)} | {outputs} |\n");
        }

        return table.ToString();
    }
}
