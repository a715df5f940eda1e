namespace ImageSearch.Files;

/// <summary>Files that hold bytes and nothing else: no folder, link, pipe, socket or device, which to replace would harm the
/// system.</summary>
internal static class RegularFile
{
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>What is said of what is none.</summary>
    public const string Refusal = "what is there is a folder, a link, a pipe or a device, and only files are replaced";

    /// <summary>What is said of what is not opened.</summary>
    public const string NotToBeRead = "it is a pipe or a device, and no file";

    /// <summary>Whether a path leads, by links too, to what is there and is no such file: to open a pipe could wait for ever.</summary>
    public static bool IsNotToBeRead(string path)
    {
        string file = FollowedFile.Of(path).FullName;
        return File.Exists(file) && !Is(file);
    }

    /// <summary>Whether something is at a path that is no such file, be it a link that leads nowhere. A path at which nothing is may be
    /// written.</summary>
    public static bool IsTakenByOther(string path)
    {
        try
        {
            return (Path.Exists(path) || new FileInfo(path).LinkTarget is not null) && !Is(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // It went away just now.
            return false;
        }
    }

    /// <summary>Whether what is at a path is such a file. Where the system does not tell, what is neither folder nor link is one.</summary>
    public static bool Is(string path)
    {
        FileAttributes attributes = File.GetAttributes(path);
        ushort? mode = OperatingSystem.IsLinux() ? LinuxFiles.ModeOf(path) : OperatingSystem.IsMacOS() ? MacFiles.ModeOf(path) : null;
        return (attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint | FileAttributes.Device)) == 0
            && (mode is not { } known || (known & TypeMask) == RegularType);
    }
}
