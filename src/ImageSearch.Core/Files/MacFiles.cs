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

    public static FileIdentity? IdentityOf(string path)
    {
        byte* answer = stackalloc byte[AnswerBytes];
        int failed = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? StatOnIntel(path, answer) : Stat(path, answer);
        var bytes = new ReadOnlySpan<byte>(answer, AnswerBytes);
        return failed != 0 ? null : FileIdentity.From(MemoryMarshal.Read<uint>(bytes[DeviceOffset..]), MemoryMarshal.Read<ulong>(bytes[InodeOffset..]));
    }

    [LibraryImport("libc", EntryPoint = "stat", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Stat(string path, byte* answer);

    [LibraryImport("libc", EntryPoint = "stat$INODE64", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int StatOnIntel(string path, byte* answer);
}
