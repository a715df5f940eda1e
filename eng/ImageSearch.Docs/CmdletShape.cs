namespace ImageSearch.Docs;

/// <summary>A cmdlet as its attributes declare it.</summary>
/// <param name="Verb">Such as Find.</param>
/// <param name="Noun">Such as SimilarImage.</param>
/// <param name="Summary">Its `///` sentence.</param>
/// <param name="DefaultSet">The default parameter set; null if none is named.</param>
/// <param name="Parameters">In the order of declaration, -WhatIf and -Confirm last.</param>
/// <param name="OutputTypes">Full names.</param>
internal sealed record CmdletShape(
    string Verb, string Noun, string Summary, string? DefaultSet, IReadOnlyList<ParameterShape> Parameters,
    IReadOnlyList<string> OutputTypes)
{
    public string Name => $"{Verb}-{Noun}";

    /// <summary>The parameter sets, the default one first; null alone if there are none.</summary>
    public IReadOnlyList<string?> Sets()
    {
        string[] named = [.. Parameters.SelectMany(p => p.Places.Keys).Where(s => s != ParameterShape.AllSets).Distinct()];
        return named.Length == 0 ? [null] : [.. named.OrderByDescending(s => s == DefaultSet).ThenBy(s => s, StringComparer.Ordinal)];
    }

    /// <summary>A set's parameters as PowerShell shows them: by position, then mandatory ones, then the others.</summary>
    public IEnumerable<(ParameterShape Parameter, ParameterPlace Place)> InSet(string? set)
    {
        (ParameterShape Parameter, ParameterPlace Place)[] all =
            [.. Parameters.Select(p => (p, p.PlaceIn(set))).Where(p => p.Item2 is not null).Select(p => (p.p, p.Item2!))];
        return all.Where(p => p.Place.Position is not null).OrderBy(p => p.Place.Position)
            .Concat(all.Where(p => p.Place.Position is null && p.Place.IsMandatory))
            .Concat(all.Where(p => p.Place.Position is null && !p.Place.IsMandatory));
    }

    /// <summary>What is piped in: the types of parameters that take it.</summary>
    public IEnumerable<string> InputTypes() =>
        Parameters.Where(p => p.Places.Values.Any(x => x.TakesPipeline || x.TakesPipelineProperty)).Select(p => p.TypeName).Distinct()
        .DefaultIfEmpty("None");

    /// <summary>One line, as Get-Command -Syntax prints it.</summary>
    public string Syntax(string? set) =>
        string.Join(' ', InSet(set).Select(p => p.Parameter.Syntax(p.Place)).Prepend(Name).Append("[<CommonParameters>]"));
}
