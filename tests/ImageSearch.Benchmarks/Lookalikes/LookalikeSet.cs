using System.Text;
using ImageSearch.Comparison;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>The set as it is written: files in a folder a family, and the list of pairs.</summary>
internal sealed class LookalikeSet(string folder)
{
    /// <summary>Limits are chosen on the first and figures told of the second; no image is in both.</summary>
    public static readonly string[] Halves = ["tune", "report"];

    private readonly List<string> _lines = [];

    public int Images { get; private set; }

    public int Pairs => _lines.Count;

    /// <summary>Writes a file.</summary>
    /// <returns>Its path in the set, with slashes.</returns>
    public string Write(string family, string name, byte[] bytes)
    {
        Directory.CreateDirectory(Path.Combine(folder, family));
        File.WriteAllBytes(Path.Combine(folder, family, name), bytes);
        Images++;
        return $"{family}/{name}";
    }

    public void Pair(string first, string second, ImageRelation relation, string family, string half) =>
        _lines.Add($"{first}\t{second}\t{relation}\t{family}\t{half}");

    /// <summary>Writes the list of pairs.</summary>
    public void Finish()
    {
        var text = new StringBuilder("first\tsecond\trelation\tfamily\thalf\n");
        _lines.ForEach(line => text.Append(line).Append('\n'));
        File.WriteAllText(Path.Combine(folder, "pairs.tsv"), text.ToString());
    }
}
