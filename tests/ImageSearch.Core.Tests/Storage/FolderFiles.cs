using ImageSearch.Storage.Commit;

namespace ImageSearch.Tests.Storage;

/// <summary>What a test's folder holds.</summary>
internal static class FolderFiles
{
    private static readonly string[] StayOnWindows = [IndexLock.Extension, ReplacedFile.Extension];

    /// <summary>Its files; on Windows without those of locks, which stay there and mean nothing, and without those that were replaced and
    /// are still mapped.</summary>
    public static IEnumerable<string> Of(string folder) => Directory.GetFiles(folder)
        .Where(f => !OperatingSystem.IsWindows() || !StayOnWindows.Contains(Path.GetExtension(f)));
}
