using System.Text.Json.Nodes;
using ImageSearch.Benchmarks;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Repository;

/// <summary>docs/benchmarks.md and the figures beside it say the same.</summary>
public sealed class BenchmarkDocumentTests
{
    [Fact]
    public void Summary_IsMadeOfTheFiguresBesideIt()
    {
        List<string> parts = BenchmarkDocument.Parts(TestData.Repository);
        string table = string.Join('\n', BenchmarkSummary.Table(BenchmarkDocument.Records(TestData.Repository, parts)));
        Assert.Contains(table, parts[0], StringComparison.Ordinal);
        Assert.DoesNotContain(parts, p => p.Contains("```json", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryFileOfFigures_HasItsSection()
    {
        List<string> parts = BenchmarkDocument.Parts(TestData.Repository);
        foreach (string file in Directory.GetFiles(Path.Combine(TestData.Repository, "docs", "benchmarks")))
        {
            BenchmarkRecord record = BenchmarkRecord.Read(file);
            Assert.Equal(record.FileName, Path.GetFileName(file));
            string section = Assert.Single(parts, p => p.StartsWith($"## {record.Title}\n", StringComparison.Ordinal));
            Assert.Contains($"{record.Date}, {record.Machine}; [raw figures](benchmarks/{record.FileName})", section,
                StringComparison.Ordinal);
            Assert.Contains($" -- {record.Command}\n", section, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Add_ReplacesTheSectionOfItsTitle_AndTheSummary()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.At("docs"));
        File.WriteAllText(folder.At(BenchmarkDocument.Name), "# Benchmarks\n\nWords.\n\n## By hand\nStays.\n");
        BenchmarkDocument.Add(folder.Path, Record("A, 1,000 rows", 20, 60), "old\n", isMarkdown: false);
        BenchmarkDocument.Add(folder.Path, Record("B", 5, null), "| b |\n", isMarkdown: true);
        BenchmarkDocument.Add(folder.Path, Record("A, 1,000 rows", 10, 60), "new\n", isMarkdown: false);
        string text = File.ReadAllText(folder.At(BenchmarkDocument.Name));
        Assert.Equal("""
            # Benchmarks

            Words.

            <!-- made by --record from the files in benchmarks/ -->

            | what | ours | peer | ratio | command | machine | date |
            |---|---|---|---|---|---|---|
            | A, 1,000 rows | 10 ms | 60 ms | 6.0 | [`search`](benchmarks/a-1000-rows.json) | 2 x One | 2026-01-31 |
            | B | 5 ms |  |  | [`search`](benchmarks/b.json) | 2 x One | 2026-01-31 |

            <!-- end -->

            ## By hand
            Stays.

            ## A, 1,000 rows
            2026-01-31, 2 x One, Two; [raw figures](benchmarks/a-1000-rows.json)

            ```sh
            dotnet run -c Release --project tests/ImageSearch.Benchmarks -- search --k 5
            ```

            ```text
            new
            ```

            ## B
            2026-01-31, 2 x One, Two; [raw figures](benchmarks/b.json)

            ```sh
            dotnet run -c Release --project tests/ImageSearch.Benchmarks -- search --k 5
            ```

            | b |

            """, text, ignoreLineEndingDifferences: true);
        Assert.Equal(10, (double)BenchmarkRecord.Read(folder.At("docs/benchmarks/a-1000-rows.json")).Figures["ms"]!);
    }

    private static BenchmarkRecord Record(string title, double ms, double? peer) =>
        new(title, "2026-01-31", "2 x One, Two", "search --k 5", new JsonObject { ["ms"] = ms, ["peer_ms"] = peer });
}
