namespace ImageSearch.Imaging.Vips;

/// <summary>
/// libvips keeps one error text for the whole process. Work runs side by side; what failed runs once more alone,
/// so that the reason it gives is its own and not that of another file on another thread.
/// </summary>
internal static class VipsGate
{
    private static readonly ReaderWriterLockSlim Gate = new();

    public static T Run<T>(Func<T> work)
    {
        Gate.EnterReadLock();
        try
        {
            return work();
        }
        catch (VipsException)
        {
            // Asked again below, alone.
        }
        finally
        {
            Gate.ExitReadLock();
        }

        Gate.EnterWriteLock();
        try
        {
            VipsNative.ClearError();
            VipsLog.Clear();
            return work();
        }
        finally
        {
            Gate.ExitWriteLock();
        }
    }
}
