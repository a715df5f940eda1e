using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ImageSearch.Benchmarks;

/// <summary>What one run measured, as a file of docs/benchmarks holds it.</summary>
/// <param name="Title">What was measured; the title of its section too.</param>
/// <param name="Date">The day, as 2026-01-31.</param>
/// <param name="Machine">Processors, system and runtime, separated by commas.</param>
/// <param name="Command">The arguments that the program was given.</param>
/// <param name="Figures">The figures.</param>
internal sealed record BenchmarkRecord(string Title, string Date, string Machine, string Command, JsonObject Figures)
{
    private static readonly JsonSerializerOptions Style = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>The name of its file: the title in lower case, a dash for all else than letters and digits.</summary>
    public string FileName => string.Join('-', new string([.. Title.ToLowerInvariant().Replace(",000", "000", StringComparison.Ordinal)
        .Select(c => char.IsAsciiLetterOrDigit(c) ? c : ' ')]).Split(' ', StringSplitOptions.RemoveEmptyEntries)) + ".json";

    /// <summary>Reads a file.</summary>
    /// <exception cref="JsonException">It is no such file.</exception>
    public static BenchmarkRecord Read(string path) =>
        JsonSerializer.Deserialize<BenchmarkRecord>(File.ReadAllText(path), Style) ?? throw new JsonException($"{path} is empty.");

    /// <summary>Writes the file into a folder.</summary>
    public void Write(string folder) => File.WriteAllText(
        Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Style).ReplaceLineEndings("\n") + "\n");
}
