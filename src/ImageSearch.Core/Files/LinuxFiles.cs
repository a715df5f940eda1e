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

    private const uint WantsType = 0x1;
    private const int ModeOffset = 28;
    private const uint WantsOwner = 0x8 | 0x10;
    private const int UserOffset = 20;
    private const int GroupOffset = 24;

    public static FileIdentity? IdentityOf(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return Ask(path, WantsInode, answer)
            ? FileIdentity.From(MemoryMarshal.Read<ulong>(answer[DeviceOffset..]), MemoryMarshal.Read<ulong>(answer[InodeOffset..])) : null;
    }

    /// <summary>The file's mode, its type in it; null where the system does not tell.</summary>
    public static ushort? ModeOf(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return Ask(path, WantsType, answer) ? MemoryMarshal.Read<ushort>(answer[ModeOffset..]) : null;
    }

    /// <summary>User and group; null where the system does not tell.</summary>
    public static (uint User, uint Group)? OwnerOf(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return Ask(path, WantsOwner, answer)
            ? (MemoryMarshal.Read<uint>(answer[UserOffset..]), MemoryMarshal.Read<uint>(answer[GroupOffset..])) : null;
    }

    private static bool Ask(string path, uint wanted, Span<byte> answer)
    {
        try
        {
            fixed (byte* to = answer)
            {
                return Stat(WorkingFolder, path, 0, wanted, to) == 0;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // A C library from before 2018.
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(int folder, string path, int flags, uint mask, byte* answer);
}
