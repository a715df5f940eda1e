using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace ImageSearch.Files;

/// <summary>GetFileInformationByHandle of Windows.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsFiles
{
    public static FileIdentity? IdentityOf(string path)
    {
        try
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return GetInformation(file, out Information information) == 0 ? null
                : FileIdentity.From(information.VolumeSerialNumber, ((ulong)information.IndexHigh << 32) | information.IndexLow);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    [LibraryImport("kernel32", EntryPoint = "GetFileInformationByHandle")]
    private static partial int GetInformation(SafeFileHandle file, out Information information);

    /// <summary>BY_HANDLE_FILE_INFORMATION.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Information
    {
        public uint Attributes;
        public fixed uint Times[6];
        public uint VolumeSerialNumber;
        public uint LengthHigh;
        public uint LengthLow;
        public uint Links;
        public uint IndexHigh;
        public uint IndexLow;
    }
}
