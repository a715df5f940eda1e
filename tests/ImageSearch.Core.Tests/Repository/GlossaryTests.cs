using System.Text.RegularExpressions;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Repository;

/// <summary>The glossary of docs/architecture.md has the words that the code has.</summary>
public sealed partial class GlossaryTests
{
    [Fact]
    public void EveryWord_IsInTheCode()
    {
        string[] words = [.. Words()];
        Assert.True(words.Length >= 15, string.Join(", ", words));
        string code = string.Join('\n', Directory
            .GetFiles(Path.Combine(TestData.Repository, "src", "ImageSearch.Core"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal))
            .Select(File.ReadAllText));

        // As people write a word, or as a name is made of it: putative match, PutativeMatch.
        string[] unused = [.. words.Where(w => !code.Contains(w, StringComparison.OrdinalIgnoreCase)
            && !code.Contains(string.Concat(w.Split(' ').Select(p => char.ToUpperInvariant(p[0]) + p[1..])), StringComparison.Ordinal))];
        Assert.Empty(unused);
    }

    private static IEnumerable<string> Words()
    {
        string document = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "architecture.md"));
        int start = document.IndexOf("## Words", StringComparison.Ordinal), end = document.IndexOf("## Laws", StringComparison.Ordinal);
        string section = document[start..end];
        return Row().Matches(section).Select(m => m.Groups[1].Value).Where(w => w != "word");
    }

    [GeneratedRegex(@"^\| ([a-z][a-z ]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
