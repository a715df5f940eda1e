using System.Globalization;

namespace ImageSearch.Index;

/// <summary>The kind that an index is to get, and into how many cells its rows are to be dealt.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Cells">How many cells; null if that is left to us, as of the kind Flat.</param>
public sealed record KindChoice(IndexKind Kind, int? Cells = null)
{
    /// <summary>What there is, in words.</summary>
    public const string Words = "Flat, Inverted, or a key of Faiss: Flat, IDMap,Flat, IVFn,Flat, IVFn,RaBitQ or IDMap,IVFn,Flat, n being "
        + "a number of cells";

    /// <summary>How many cells may be asked for.</summary>
    public static ValueRange CellRange { get; } = new(1, CellCentres.MostCells);

    /// <summary>The choice of a name or of one of Faiss's keys; null if there is none of it.</summary>
    public static KindChoice? Read(string text)
    {
        if (Enum.GetNames<IndexKind>().FirstOrDefault(n => n.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) is { } name)
        {
            return new KindChoice(Enum.Parse<IndexKind>(name));
        }

        string[] parts = [.. text.Split(',').Select(p => p.Trim().ToUpperInvariant())];
        return (parts is ["IDMAP", .. var rest] ? rest : parts) switch
        {
            ["FLAT"] => new KindChoice(IndexKind.Flat),
            [var cells, "FLAT" or "RABITQ"] when cells.StartsWith("IVF", StringComparison.Ordinal)
                && int.TryParse(cells[3..], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
                && count >= CellRange.Min && count <= CellRange.Max => new KindChoice(IndexKind.Inverted, count),
            _ => null,
        };
    }

    /// <summary>What is said of a text that is no choice.</summary>
    public static string Unknown(string text) => $"'{text}' is no kind of index. There is {Words}.";

    /// <summary>Why this cannot be had of an index that has no rows to choose centres from yet; null if it can.</summary>
    /// <param name="later">How it is brought about later, up to the kind.</param>
    public string? RefusalOfNew(string later) => Cells is null ? null
        : $"An index gets its cells when it has rows to choose their centres from: take Inverted, and later '{later} {this}'.";

    /// <summary>A kind, with as many cells as suit the rows.</summary>
    public static implicit operator KindChoice(IndexKind kind) => new(kind);

    /// <summary>The kind's name, or Faiss's key.</summary>
    public override string ToString() => Cells is null ? Kind.ToString() : $"IVF{Cells},RaBitQ";
}
