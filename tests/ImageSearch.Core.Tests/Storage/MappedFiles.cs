namespace ImageSearch.Tests.Storage;

/// <summary>Windows lets nobody write over, cut or delete a file that is mapped.</summary>
internal static class MappedFiles
{
    /// <summary>Indexes that nobody uses any more let go of their files.</summary>
    public static void LetGo()
    {
        if (OperatingSystem.IsWindows())
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }
}
