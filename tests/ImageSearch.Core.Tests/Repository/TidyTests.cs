using System.Text.RegularExpressions;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Repository;

/// <summary>Keeps the house: what a reviewer would otherwise have to look for.</summary>
public sealed partial class TidyTests
{
    private const int LongestLine = 140;
    private const int MaxLines = 400;
    private const int MaxLinesOfAMethod = 60;

    [Fact]
    public void Documents_LinkToWhatIsThere()
    {
        var broken = new List<string>();
        foreach (string file in RepositoryFiles.Of("*.md"))
        {
            foreach (Match link in Link().Matches(File.ReadAllText(file)))
            {
                string target = link.Groups[1].Value.Split('#')[0];
                if (target.Length > 0 && !target.Contains("://", StringComparison.Ordinal)
                    && !Path.Exists(Path.Combine(Path.GetDirectoryName(file)!, target)))
                {
                    broken.Add($"{file}: {target}");
                }
            }
        }

        Assert.Empty(broken);
    }

    [Fact]
    public void Source_HasNoOverlongLinesOrFiles()
    {
        var wrong = new List<string>();
        foreach (string file in RepositoryFiles.Of("*.cs"))
        {
            string[] lines = File.ReadAllLines(file);
            wrong.AddRange(lines.Index().Where(l => l.Item.Length > LongestLine)
                .Select(l => $"{file}:{l.Index + 1} has {l.Item.Length} characters"));
            if (lines.Length > MaxLines)
            {
                wrong.Add($"{file} has {lines.Length} lines");
            }
        }

        Assert.Empty(wrong);
    }

    [Fact]
    public void Methods_FitAScreen()
    {
        string[] wrong = [.. RepositoryFiles.Of("*.cs").SelectMany(file => MethodLengths.Of(File.ReadAllText(file))
            .Where(m => m.Lines > MaxLinesOfAMethod).Select(m => $"{file}:{m.Line}: {m.Name} has {m.Lines} lines"))];
        Assert.True(wrong.Length == 0, string.Join(Environment.NewLine, wrong));
    }

    [Fact]
    public void Core_KnowsNoDoor()
    {
        string[] doors = ["System.Management.Automation", "Microsoft.AspNetCore", "System.CommandLine", "Spectre", "System.Console"];
        IEnumerable<string> referenced = typeof(ErrorKind).Assembly.GetReferencedAssemblies().Select(a => a.Name!);
        Assert.DoesNotContain(referenced, name => doors.Any(d => name.StartsWith(d, StringComparison.Ordinal)));
    }

    /// <summary>What Core says is said at every door: it names no cmdlet, no parameter, no command and no option.</summary>
    [Fact]
    public void Core_SaysNothingOfDoors()
    {
        string core = Path.Combine(TestData.Repository, "src", "ImageSearch.Core");
        Assert.Empty(RepositoryFiles.Of("*.cs").Where(f => f.StartsWith(core, StringComparison.Ordinal))
            .SelectMany(f => File.ReadAllLines(f).Index().Where(l => Door().IsMatch(l.Item))
                .Select(l => $"{f}:{l.Index + 1}: {l.Item.Trim()}")));
    }

    /// <summary>A package of Core's would be loaded into the session of whoever imports the module (docs/decisions/0070).</summary>
    [Fact]
    public void Core_StandsOnDotnetAlone() => Assert.All(typeof(ErrorKind).Assembly.GetReferencedAssemblies(),
        a => Assert.True(a.Name!.StartsWith("System.", StringComparison.Ordinal) || a.Name == "Microsoft.Win32.Primitives", a.Name));

    [Fact]
    public void SampleImages_StayWithin15Megabytes()
    {
        long bytes = Directory.EnumerateFiles(Path.Combine(TestData.Tests, "data"), "*", SearchOption.AllDirectories)
            .Sum(f => new FileInfo(f).Length);
        Assert.InRange(bytes, 1, 15_000_000);
    }

    [GeneratedRegex(@"\b(Add|Compare|Export|Find|Get|Import|New|Open|Optimize|Remove|Save|Start|Stop|Test|Update)-[A-Z][a-z]"
        + @"|\W-(Force|Repair|Path|Device)\b|imagesearch [a-z]")]
    private static partial Regex Door();

    [GeneratedRegex(@"\]\(([^)\s]+)\)")]
    private static partial Regex Link();
}
