namespace ImageSearch.Service.Problems;

/// <summary>Whether an error says that a disk, or a user's part of it, is full.</summary>
internal static class DiskErrors
{
    private const int NoSpace = 28, TooLarge = 27, QuotaOnLinux = 122, QuotaOnMac = 69;
    private const int WindowsHandleFull = 39, WindowsFull = 112, WindowsQuota = 1295;

    public static bool IsFull(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is IOException && IsFull(error.HResult & 0xFFFF))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsFull(int code) => OperatingSystem.IsWindows()
        ? code is WindowsHandleFull or WindowsFull or WindowsQuota
        : code is NoSpace or TooLarge || code == (OperatingSystem.IsMacOS() ? QuotaOnMac : QuotaOnLinux);
}
