namespace ImageSearch.Storage.Repair;

/// <summary>Damage in an index file.</summary>
public sealed record IndexProblem(string Part, long Offset, string Message, IReadOnlyList<string> LostImages)
{
    /// <summary>Where: Header, Catalog, Segment, Table or Lists.</summary>
    public string Part { get; } = Part;

    /// <summary>The byte that the damaged part begins with.</summary>
    public long Offset { get; } = Offset;

    /// <summary>What is wrong.</summary>
    public string Message { get; } = Message;

    /// <summary>Paths of the images whose rows are damaged.</summary>
    public IReadOnlyList<string> LostImages { get; } = Array.AsReadOnly([.. LostImages]);

    /// <summary>What is wrong.</summary>
    public override string ToString() => $"{Part} at byte {Offset}: {Message}";
}
