namespace ImageSearch.Index;

/// <summary>What an inverted index says of its lists.</summary>
/// <param name="Cells">How many cells its rows are dealt into.</param>
/// <param name="Rows">How many rows are listed, those of removed images among them; the others are compared one by one.</param>
/// <param name="Asked">For how many rows the nearest one was looked for when all lists were made.</param>
/// <param name="Found">For how many of them the lists found it.</param>
/// <param name="Damage">What is wrong with them, so that all rows are compared; null if nothing is known to be.</param>
/// <param name="IsOutgrown">Whether the index has so many more rows than when its cells were chosen that more cells would serve it
/// better.</param>
public sealed record ListSummary(int Cells, long Rows, int Asked, int Found, string? Damage, bool IsOutgrown)
{
    /// <summary>Whether the index has so many more rows than when its cells were chosen that more cells would serve it better.</summary>
    public bool IsOutgrown { get; } = IsOutgrown;

    /// <summary>How many cells its rows are dealt into.</summary>
    public int Cells { get; } = Cells;

    /// <summary>How many rows are listed, those of removed images among them; the others are compared one by one.</summary>
    public long Rows { get; } = Rows;

    /// <summary>For how many rows the nearest one was looked for when all lists were made.</summary>
    public int Asked { get; } = Asked;

    /// <summary>For how many of them the lists found it.</summary>
    public int Found { get; } = Found;

    /// <summary>What is wrong with them, so that all rows are compared; null if nothing is known to be.</summary>
    public string? Damage { get; } = Damage;
}
