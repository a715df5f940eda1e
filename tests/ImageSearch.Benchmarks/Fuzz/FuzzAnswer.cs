namespace ImageSearch.Benchmarks.Fuzz;

/// <summary>What came back for a request.</summary>
/// <param name="Text">All of it, a character a byte.</param>
/// <param name="Ending">How the connection ended.</param>
internal sealed record FuzzAnswer(string Text, FuzzEnding Ending)
{
    /// <summary>The status, or how the connection ended where there is none.</summary>
    public string Status => Text.Length >= 12 && Text.StartsWith("HTTP/1.1 ", StringComparison.Ordinal) ? Text[9..12] : $"none-{Ending}";
}
