using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace ImageSearch.Files;

/// <summary>stat(2) with 64-bit inodes, as sys/stat.h of macOS lays its answer out.</summary>
[SupportedOSPlatform("macos")]
internal static unsafe partial class MacFiles
{
    /// <summary>More than the answer's 144 bytes.</summary>
    private const int AnswerBytes = 256;
    private const int DeviceOffset = 0;
    private const int InodeOffset = 8;

    private const int ModeOffset = 4;
    private const int UserOffset = 16;
    private const int GroupOffset = 20;

    public static FileIdentity? IdentityOf(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return Ask(path, answer)
            ? FileIdentity.From(MemoryMarshal.Read<uint>(answer[DeviceOffset..]), MemoryMarshal.Read<ulong>(answer[InodeOffset..])) : null;
    }

    /// <summary>The file's mode, its type in it; null where the system does not tell.</summary>
    public static ushort? ModeOf(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return Ask(path, answer) ? MemoryMarshal.Read<ushort>(answer[ModeOffset..]) : null;
    }

    /// <summary>User and group; null where the system does not tell.</summary>
    public static (uint User, uint Group)? OwnerOf(string path)
    {
        Span<byte> answer = stackalloc byte[AnswerBytes];
        return Ask(path, answer) ? (MemoryMarshal.Read<uint>(answer[UserOffset..]), MemoryMarshal.Read<uint>(answer[GroupOffset..])) : null;
    }

    private static bool Ask(string path, Span<byte> answer)
    {
        fixed (byte* to = answer)
        {
            return (RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatOnIntel(path, to) : Stat(path, to)) == 0;
        }
    }

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, byte* answer);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatOnIntel(string path, byte* answer);
}
