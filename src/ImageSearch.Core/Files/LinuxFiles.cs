using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ImageSearch.Files;

/// <summary>statx(2), whose answer lies alike on every processor, as that of stat(2) does not.</summary>
[SupportedOSPlatform("linux")]
internal static unsafe partial class LinuxFiles
{
    private const int WorkingFolder = -100;
    private const uint WantsInode = 0x100;
    private const int AnswerBytes = 256;
    private const int InodeOffset = 32;
    private const int DeviceOffset = 136;

    public static FileIdentity? IdentityOf(string path)
    {
        byte* answer = stackalloc byte[AnswerBytes];
        try
        {
            if (Stat(WorkingFolder, path, 0, WantsInode, answer) != 0)
            {
                return null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return null;
        }

        var bytes = new ReadOnlySpan<byte>(answer, AnswerBytes);
        return FileIdentity.From(MemoryMarshal.Read<ulong>(bytes[DeviceOffset..]), MemoryMarshal.Read<ulong>(bytes[InodeOffset..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, byte* answer);
}
