using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Repository;

/// <summary>The files of the repository that people write.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] LeftOut = ["artifacts", "bin", "obj", ".git"];

    /// <summary>Their full paths.</summary>
    /// <param name="pattern">As *.cs.</param>
    public static IEnumerable<string> Of(string pattern) => Within(TestData.Repository, pattern);

    // What is left out is not entered either: Wine keeps a link to all of the disk there.
    private static IEnumerable<string> Within(string folder, string pattern) => Directory.EnumerateFiles(folder, pattern)
        .Concat(Directory.EnumerateDirectories(folder).Where(f => !LeftOut.Contains(Path.GetFileName(f)))
            .SelectMany(f => Within(f, pattern)));
}
