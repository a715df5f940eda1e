namespace ImageSearch.Docs;

/// <summary>A parameter as its attributes declare it.</summary>
/// <param name="Name">Without the dash.</param>
/// <param name="TypeName">The full name of its type; of a nullable one, what it may be.</param>
/// <param name="ShortType">As Get-Command -Syntax prints it.</param>
/// <param name="Summary">Its `///` sentence.</param>
/// <param name="DefaultValue">Its value if it is left out; empty if that is nothing.</param>
/// <param name="Aliases">Its other names.</param>
/// <param name="AcceptedValues">The names of an enumeration's values.</param>
/// <param name="TakesWildcards">Whether it declares to.</param>
/// <param name="HasCompleter">Whether Tab completes it by more than files.</param>
/// <param name="Places">What it is in each parameter set; <see cref="AllSets"/> if it is in all.</param>
internal sealed record ParameterShape(string Name, string TypeName, string ShortType, string Summary, string DefaultValue,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> AcceptedValues, bool TakesWildcards, bool HasCompleter,
    IReadOnlyDictionary<string, ParameterPlace> Places)
{
    public const string AllSets = "(All)";

    public bool IsSwitch => ShortType == "switch";

    public ParameterPlace? PlaceIn(string? set) =>
        set is not null && Places.TryGetValue(set, out ParameterPlace? place) ? place : Places.GetValueOrDefault(AllSets);

    public string Syntax(ParameterPlace place)
    {
        string name = place.Position is null || IsSwitch ? $"-{Name}" : $"[-{Name}]";
        string whole = IsSwitch ? name : $"{name} <{ShortType}>";
        return place.IsMandatory ? whole : $"[{whole}]";
    }
}
