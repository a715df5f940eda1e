namespace ImageSearch.Docs;

/// <summary>What people wrote about a cmdlet.</summary>
internal sealed record HelpText
{
    /// <summary>Stands where something must be written; a test fails while it does.</summary>
    public const string Missing = "{{ Write this }}";

    public string Synopsis { get; init; } = "";

    public string Description { get; init; } = "";

    public IReadOnlyList<HelpExample> Examples { get; init; } = [];

    /// <summary>By name, without the dash.</summary>
    public IReadOnlyDictionary<string, string> Parameters { get; init; } = new Dictionary<string, string>();

    /// <summary>By type.</summary>
    public IReadOnlyDictionary<string, string> Inputs { get; init; } = new Dictionary<string, string>();

    /// <summary>By type.</summary>
    public IReadOnlyDictionary<string, string> Outputs { get; init; } = new Dictionary<string, string>();

    public string Notes { get; init; } = "";

    public string Links { get; init; } = "";

    /// <summary>Fills in what nobody wrote: the sentences in the code, or a mark that something is missing.</summary>
    public HelpText WithDefaultsOf(CmdletShape shape) => this with
    {
        Synopsis = Or(Synopsis, shape.Summary),
        Description = Or(Description, Missing),
        Examples = Examples.Count > 0 ? Examples : [new HelpExample(Missing, "", Missing, "", "")],
        Parameters = shape.Parameters.ToDictionary(p => p.Name, p => Or(Parameters.GetValueOrDefault(p.Name), Or(p.Summary, Missing))),
        Inputs = shape.InputTypes().ToDictionary(t => t, t => Or(Inputs.GetValueOrDefault(t), Missing)),
        Outputs = shape.OutputTypes.DefaultIfEmpty("None").ToDictionary(t => t, t => Or(Outputs.GetValueOrDefault(t), Missing)),
        Notes = Or(Notes, Missing),
        Links = Or(Links, "- [about_ImageSearch](about_ImageSearch.md)"),
    };

    private static string Or(string? text, string otherwise) => string.IsNullOrEmpty(text) ? otherwise : text;
}
