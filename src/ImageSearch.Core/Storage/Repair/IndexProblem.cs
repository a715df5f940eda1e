namespace ImageSearch.Storage.Repair;

/// <summary>Damage in an index file.</summary>
/// <param name="Part">Where: Header, Catalog, Segment or Table.</param>
/// <param name="Offset">The byte that the damaged part begins with.</param>
/// <param name="Message">What is wrong.</param>
/// <param name="LostImages">Paths of the images whose rows are damaged.</param>
public sealed record IndexProblem(string Part, long Offset, string Message, IReadOnlyList<string> LostImages)
{
    /// <summary>What is wrong.</summary>
    public override string ToString() => $"{Part} at byte {Offset}: {Message}";
}
