using ImageSearch.Docs;
using ImageSearch.PowerShell.Commands;
using ImageSearch.TestSupport;

namespace ImageSearch.PowerShell.Tests;

/// <summary>The help agrees with the cmdlets, and what Get-Help reads with the Markdown it is made from. That its examples run is the
/// Pester suite's.</summary>
public sealed class HelpTests
{
    private const string HowTo = "Run `./build.ps1 Docs`, or `dotnet run --project eng/ImageSearch.Docs`.";
    private static readonly IReadOnlyList<(string Path, string Text)> Files = HelpFiles.Make(TestData.Repository);

    public static TheoryData<string> Paths() => [.. Files.Select(f => f.Path)];

    public static TheoryData<string> Sources() =>
        [.. Files.Select(f => f.Path).Where(p => p.StartsWith(HelpFiles.Sources, StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Paths))]
    public void HelpFile_IsNotStale(string path)
    {
        string full = Path.Combine(TestData.Repository, path);
        string expected = Files.Single(f => f.Path == path).Text;
        Assert.True(File.Exists(full), $"{path} is missing. {HowTo}");
        Assert.True(File.ReadAllText(full).ReplaceLineEndings("\n") == expected, $"{path} is stale. {HowTo}");
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public void HelpFile_IsWrittenWhole(string path)
    {
        string text = Files.Single(f => f.Path == path).Text;
        Assert.DoesNotContain("{{", text, StringComparison.Ordinal);
        HelpText help = HelpReader.Read(text);
        Assert.True(help.Examples.Count >= 3, $"{path} has {help.Examples.Count} examples.");
        Assert.All(help.Parameters.Values, about => Assert.EndsWith(".", about, StringComparison.Ordinal));
    }

    [Fact]
    public void HelpFiles_AreOfCmdletsThatExist()
    {
        string[] known = [.. Files.Select(f => Path.GetFileName(f.Path))];
        string[] there = [.. Directory.GetFiles(Path.Combine(TestData.Repository, HelpFiles.Sources), "*-*.md")
            .Select(f => Path.GetFileName(f)!)];
        Assert.Empty(there.Except(known));
    }

    [Fact]
    public void ErrorIds_InTheHelp_AreDocumented()
    {
        string errors = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "errors.md"));

        // No cmdlet asks a cluster; only the command and a node of it meet that.
        string[] kinds = [.. Enum.GetNames<ErrorKind>().Except([nameof(ErrorKind.ClusterUnavailable)])];
        string notes = string.Join(' ', Files.Where(f => f.Path.EndsWith(".md", StringComparison.Ordinal))
            .Select(f => HelpReader.Read(f.Text).Notes));
        foreach (string word in System.Text.RegularExpressions.Regex.Matches(
            notes, @"(?<!-)\b(Index|Image|Folder|Import|Service|No)[A-Z]\w+\b").Select(m => m.Value).Distinct())
        {
            bool isCmdletNoun = typeof(AddImageToIndexCommand).Assembly.GetTypes()
                .Any(t => t.Name.EndsWith(word + "Command", StringComparison.Ordinal));
            Assert.True(isCmdletNoun || errors.Contains($"| {word} |", StringComparison.Ordinal),
                $"{word} is in no table of docs/errors.md.");
        }

        Assert.All(kinds, kind => Assert.True(notes.Contains(kind, StringComparison.Ordinal), $"No cmdlet's notes tell of {kind}."));
    }
}
