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

    /// <summary>Windows deletes nothing that is mapped or loaded, which a test's objects may be until they are collected, and assemblies
    /// until the process ends: those are left, and it is said.</summary>
    public void Dispose()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (OperatingSystem.IsWindows() && e is IOException or UnauthorizedAccessException)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            DeleteWhatCanBe();
        }
    }

    private void DeleteWhatCanBe()
    {
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"'{Path}' is left behind: {e.Message}");
        }
    }
}
