namespace ImageSearch.Files;

/// <summary>Files that hold bytes and nothing else: no folder, link, pipe, socket or device, which to replace would harm the system.</summary>
internal static class RegularFile
{
    private const int TypeMask = 0xF000;
    private const int RegularType = 0x8000;

    /// <summary>Whether what is at a path is such a file. Where the system does not tell, what is neither folder nor link is one.</summary>
    public static bool Is(string path)
    {
        FileAttributes attributes = File.GetAttributes(path);
        ushort? mode = OperatingSystem.IsLinux() ? LinuxFiles.ModeOf(path) : OperatingSystem.IsMacOS() ? MacFiles.ModeOf(path) : null;
        return (attributes & (FileAttributes.Directory | FileAttributes.ReparsePoint | FileAttributes.Device)) == 0 && (mode is not { } known || (known & TypeMask) == RegularType);
    }
}
