using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Repository;

/// <summary>The list of tests that a platform does not run names tests that there are: one that got another name would be run, and
/// fail.</summary>
public sealed class PlatformListTests
{
    [Fact]
    public void EveryTestThatIsLeftOut_IsThere_AndHasAReason()
    {
        string sources = string.Concat(RepositoryFiles.Of("*.cs")
            .Where(f => f.StartsWith(TestData.Tests, StringComparison.Ordinal)).Select(File.ReadAllText));
        string[][] lines = [.. File.ReadLines(Path.Combine(TestData.Repository, "eng", "platforms", "left-out.tsv"))
            .Where(l => l[0] != '#').Select(l => l.Split('\t'))];
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            Assert.Equal(3, line.Length);
            Assert.Contains(line[0], new[] { "linux-arm64", "win-x64" });
            string name = line[1].Split('(')[0];
            Assert.Contains(name.Split('.')[^1], sources, StringComparison.Ordinal);
            Assert.NotEqual("", line[2]);
        });
    }
}
