using System.Globalization;

namespace ImageSearch.Storage.Commit;

/// <summary>Who holds the lock of an index, as its lock file says.</summary>
/// <param name="ProcessId">The process.</param>
/// <param name="ProcessName">Its name.</param>
/// <param name="Machine">Where it runs.</param>
/// <param name="User">As whom it runs.</param>
/// <param name="Since">When it took the lock (UTC).</param>
internal sealed record LockHolder(int ProcessId, string ProcessName, string Machine, string User, DateTime Since)
{
    public static LockHolder Current()
    {
        using var process = System.Diagnostics.Process.GetCurrentProcess();
        return new LockHolder(process.Id, process.ProcessName, Environment.MachineName, Environment.UserName, DateTime.UtcNow);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"process {ProcessId} ({ProcessName}) of {User} on {Machine}, since {Since:yyyy-MM-dd HH:mm:ss} UTC");
}
