using ImageSearch.Storage.Commit;

namespace ImageSearch.Tests.Storage;

/// <summary>What a test's folder holds.</summary>
internal static class FolderFiles
{
    /// <summary>Its files; on Windows without those of locks, which stay there and mean nothing.</summary>
    public static IEnumerable<string> Of(string folder) => Directory.GetFiles(folder)
        .Where(f => !OperatingSystem.IsWindows() || !f.EndsWith(IndexLock.Extension, StringComparison.Ordinal));
}
