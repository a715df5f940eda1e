using System.Text;

namespace ImageSearch.Benchmarks;

/// <summary>docs/benchmarks.md: the summary, then a section for each title; the raw figures are files beside it.</summary>
internal static class BenchmarkDocument
{
    public const string Name = "docs/benchmarks.md";
    private const string Figures = "docs/benchmarks";

    /// <summary>Writes a record's file, its section, in place of an earlier one, and the summary.</summary>
    /// <param name="root">The repository's folder.</param>
    /// <param name="record">The record.</param>
    /// <param name="report">The readable report.</param>
    /// <param name="isMarkdown">Whether the report is Markdown; else the document shows it as it is.</param>
    public static void Add(string root, BenchmarkRecord record, string report, bool isMarkdown)
    {
        record.Write(Directory.CreateDirectory(Path.Combine(root, Figures)).FullName);
        var section = new StringBuilder();
        section.AppendLine($"## {record.Title}")
            .AppendLine($"{record.Date}, {record.Machine}; [raw figures](benchmarks/{record.FileName})").AppendLine()
            .AppendLine("```sh").AppendLine($"dotnet run -c Release --project tests/ImageSearch.Benchmarks -- {record.Command}")
            .AppendLine("```").AppendLine();
        section.Append(isMarkdown ? "" : "```text\n").Append(report).Append(isMarkdown ? "" : "```\n");

        List<string> parts = Parts(root);
        int at = parts.FindIndex(p => p.Split('\n')[0] == $"## {record.Title}");
        if (at < 0)
        {
            parts.Add("");
            at = parts.Count - 1;
        }

        parts[at] = section.ToString().TrimEnd();
        Write(root, parts);
    }

    /// <summary>Writes the summary anew.</summary>
    public static void Summarize(string root) => Write(root, Parts(root));

    /// <summary>What stands before the sections, then each section.</summary>
    public static List<string> Parts(string root) => [.. File.ReadAllText(Path.Combine(root, Name)).Split("\n## ")
        .Select((p, i) => i == 0 ? p.TrimEnd() : "## " + p.TrimEnd())];

    /// <summary>The records that a document's sections are of, in their order; sections that people wrote have none.</summary>
    public static IEnumerable<BenchmarkRecord> Records(string root, IEnumerable<string> parts)
    {
        Dictionary<string, BenchmarkRecord> all = Directory.GetFiles(Path.Combine(root, Figures), "*.json")
            .Select(BenchmarkRecord.Read).ToDictionary(r => $"## {r.Title}");
        return parts.Select(p => all.GetValueOrDefault(p.Split('\n')[0])).OfType<BenchmarkRecord>();
    }

    private static void Write(string root, List<string> parts)
    {
        parts[0] = WithSummary(parts[0], Records(root, parts));
        File.WriteAllText(Path.Combine(root, Name), string.Join("\n\n", parts).ReplaceLineEndings("\n") + "\n");
    }

    private static string WithSummary(string head, IEnumerable<BenchmarkRecord> records)
    {
        int begin = head.IndexOf(BenchmarkSummary.Begin, StringComparison.Ordinal);
        int end = head.IndexOf(BenchmarkSummary.End, StringComparison.Ordinal);
        string table = string.Join('\n', BenchmarkSummary.Table(records));
        return begin < 0 || end < begin ? $"{head}\n\n{table}" : head[..begin] + table + head[(end + BenchmarkSummary.End.Length)..];
    }
}
