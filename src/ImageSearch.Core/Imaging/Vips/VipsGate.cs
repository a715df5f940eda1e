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

        return RunAlone(work);
    }

    /// <summary>Runs work alone, and refuses what it made if libvips complained of anything: decoders mend what they warn of, and go
    /// on.</summary>
    /// <exception cref="VipsException">libvips refused or complained.</exception>
    public static T RunStrictly<T>(Func<T> work) => RunAlone(() =>
    {
        T made = work();
        return HasComplaint() ? throw VipsException.FromErrorBuffer() : made;
    });

    private static T RunAlone<T>(Func<T> work)
    {
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

    private static unsafe bool HasComplaint() => *VipsNative.PeekErrorBuffer() != 0;
}
