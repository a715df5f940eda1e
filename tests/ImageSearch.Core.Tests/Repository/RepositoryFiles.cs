using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Repository;

/// <summary>The files of the repository that people write.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] LeftOut = ["artifacts", "bin", "obj", ".git"];

    /// <summary>Their full paths.</summary>
    /// <param name="pattern">As *.cs.</param>
    public static IEnumerable<string> Of(string pattern) =>
        Directory.EnumerateFiles(TestData.Repository, pattern, SearchOption.AllDirectories)
            .Where(f => !Path.GetRelativePath(TestData.Repository, f).Split(Path.DirectorySeparatorChar).Intersect(LeftOut).Any());
}
