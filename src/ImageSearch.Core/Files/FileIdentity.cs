namespace ImageSearch.Files;

/// <summary>Which file a path leads to, links followed: two paths with one identity are one file under two names.</summary>
/// <param name="Volume">The device, or the volume's serial number.</param>
/// <param name="Number">The inode, or the file's number on the volume.</param>
internal readonly record struct FileIdentity(ulong Volume, ulong Number)
{
    /// <summary>The identity of the file at a path; null where the system does not tell.</summary>
    public static FileIdentity? Of(string path) =>
        OperatingSystem.IsLinux() ? LinuxFiles.IdentityOf(path)
        : OperatingSystem.IsMacOS() ? MacFiles.IdentityOf(path)
        : OperatingSystem.IsWindows() ? WindowsFiles.IdentityOf(path)
        : null;

    /// <summary>Null for the number 0, which file systems give that have none.</summary>
    public static FileIdentity? From(ulong volume, ulong number) => number == 0 ? null : new FileIdentity(volume, number);
}
