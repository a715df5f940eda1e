using System.Runtime.CompilerServices;

namespace ImageSearch.TestSupport;

/// <summary>Where the sample images lie, and folders that go when a test ends.</summary>
internal static class TestData
{
    public static string Tests { get; } = Folder();

    public static string Repository { get; } = Path.GetDirectoryName(Tests)!;

    public static string Photos { get; } = Path.Combine(Tests, "data", "photos");

    public static string Copies { get; } = Path.Combine(Tests, "data", "copies");

    public static string Hostile { get; } = Path.Combine(Tests, "data", "hostile");

    public static string Golden { get; } = Path.Combine(Tests, "ImageSearch.Core.Tests", "golden");

    public static string Photo(string start) => Directory.GetFiles(Photos, start + "*.jpg").Single();

    // Compiled on another system it has no drive.
    private static string Folder([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.GetDirectoryName(thisFile)!);
}

/// <summary>A folder for one test.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("imagesearch-test-").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
