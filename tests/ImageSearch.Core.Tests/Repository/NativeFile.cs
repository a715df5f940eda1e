using System.Buffers.Binary;
using System.Reflection.PortableExecutable;

namespace ImageSearch.Tests.Repository;

/// <summary>What a file of machine code says of itself in its first bytes.</summary>
internal static class NativeFile
{
    private const uint MachO64 = 0xFEEDFACF, Elf = 0x464C457F;
    private const ushort Pe = 0x5A4D;

    /// <summary>The platform that it is for, as <c>elf x64</c>; null if it is no machine code, or that of .NET's own assemblies.</summary>
    public static string? PlatformOf(string path)
    {
        using FileStream file = File.OpenRead(path);
        Span<byte> start = stackalloc byte[64];
        if (file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false) < start.Length)
        {
            return null;
        }

        uint magic = BinaryPrimitives.ReadUInt32LittleEndian(start);
        if (magic == MachO64)
        {
            return "macho " + BinaryPrimitives.ReadUInt32LittleEndian(start[4..]) switch
            {
                0x01000007 => "x64",
                0x0100000C => "arm64",
                uint other => $"{other:X}",
            };
        }

        if (magic == Elf)
        {
            return "elf " + BinaryPrimitives.ReadUInt16LittleEndian(start[18..]) switch
            {
                62 => "x64",
                183 => "arm64",
                ushort other => $"{other}",
            };
        }

        return (ushort)magic == Pe ? OfWindows(file) : null;
    }

    private static string? OfWindows(FileStream file)
    {
        file.Position = 0;
        using var reader = new PEReader(file);
        if (reader.PEHeaders.CorHeader is not null)
        {
            return null;
        }

        return "pe " + reader.PEHeaders.CoffHeader.Machine switch
        {
            Machine.Amd64 => "x64",
            Machine.Arm64 => "arm64",
            Machine other => $"{other}",
        };
    }
}
