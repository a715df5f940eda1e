using System.CommandLine;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json.Nodes;

namespace ImageSearch.Benchmarks;

/// <summary>Prints a readable report, then its figures as one line of JSON; with --record they go into docs/benchmarks.md and
/// the folder beside it too.</summary>
/// <param name="isMarkdown">Whether the lines are Markdown; else the document shows them as they are.</param>
internal sealed class BenchmarkReport(bool isMarkdown = false)
{
    private readonly StringBuilder _text = new();

    public static Option<string?> RecordOption { get; } = new("--record")
    {
        Description = $"Write the report into {BenchmarkDocument.Name}, as the section of this title, in place of an earlier one.",
        Recursive = true,
    };

    public void Line(string text)
    {
        Console.WriteLine(text);
        _text.AppendLine(text.TrimEnd());
    }

    public void Finish(JsonObject json, string? title)
    {
        if (title is not null)
        {
            Record(title, json);
        }

        Console.WriteLine(json.ToJsonString());
    }

    private void Record(string title, JsonObject json)
    {
        var record = new BenchmarkRecord(title, $"{DateTime.UtcNow:yyyy-MM-dd}", Machine(), CommandLine(), json);
        BenchmarkDocument.Add(Root(), record, _text.ToString(), isMarkdown);
    }

    private static string CommandLine()
    {
        string[] arguments = [.. Environment.GetCommandLineArgs().Skip(1)];
        int record = Array.IndexOf(arguments, "--record");
        IEnumerable<string> kept = record < 0 ? arguments : arguments.Take(record).Concat(arguments.Skip(record + 2));
        return string.Join(' ', kept);
    }

    /// <summary>The repository's folder.</summary>
    public static string Root()
    {
        string? folder = Environment.CurrentDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "ImageSearch.psd1")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return folder ?? throw new DirectoryNotFoundException("Run this from within the repository.");
    }

    private static string Machine()
    {
        string processor = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(
                ':')[1].Trim() ?? "unknown processor"
            : RuntimeInformation.ProcessArchitecture.ToString();
        return $"{Environment.ProcessorCount} x {processor}, {RuntimeInformation.OSDescription.Split('#')[0].Trim()}, "
            + $"{RuntimeInformation.FrameworkDescription}";
    }
}
