using System.Runtime.InteropServices;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Commit;

/// <summary>
/// A new name is waited for: the folder is opened again after the file got it, which nothing but the flush does. That the disk then has it
/// cannot be seen from here.
/// </summary>
public sealed class FolderFlushTests
{
    private const string Renamed = "renamed", Opened = "folder opened";

    [Fact]
    public void AWholeFile_IsWritten_AndItsNameFlushed()
    {
        using var folder = new TemporaryFolder();
        ImageIndex index = Samples.Index(new byte[128]);
        AssertFlushed(folder, () => IndexFile.Save(index, folder.At("a.imgidx")));
        AssertFlushed(folder, () => IndexFile.Compact(index));
    }

    [Fact]
    public void ARepairedFile_TakesItsPlace_AndItsNameIsFlushed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.At("b"), "old");
        foreach (IStorageFiles files in (IStorageFiles[])[DiskFiles.Instance, new KeepingFiles(folder.At("b"))])
        {
            File.WriteAllText(folder.At("a"), "new");
            AssertFlushed(folder, () => files.Replace(folder.At("a"), folder.At("b")));
        }
    }

    private static void AssertFlushed(TemporaryFolder folder, Action work)
    {
        if (OperatingSystem.IsLinux())
        {
            Assert.Equal([Renamed, Opened], Seen(folder.Path, work).TakeLast(2));
        }
    }

    /// <summary>What the system says happened in a folder meanwhile: names that files got, and that the folder itself was opened.</summary>
    private static List<string> Seen(string folder, Action work)
    {
        int watch = Inotify.Start(Inotify.DoNotBlock);
        try
        {
            Assert.True(watch >= 0 && Inotify.Watch(watch, folder, Inotify.Open | Inotify.MovedTo) >= 0);
            work();
            var buffer = new byte[1 << 16];
            int length = (int)Inotify.Read(watch, buffer, buffer.Length);
            var seen = new List<string>();
            for (int at = 0; at < length; at += Inotify.HeaderBytes + BitConverter.ToInt32(buffer, at + 12))
            {
                uint what = BitConverter.ToUInt32(buffer, at + 4);
                if ((what & Inotify.MovedTo) != 0)
                {
                    seen.Add(Renamed);
                }
                else if ((what & Inotify.IsFolder) != 0)
                {
                    seen.Add(Opened);
                }
            }

            return seen;
        }
        finally
        {
            _ = Inotify.Close(watch);
        }
    }

    private static class Inotify
    {
        public const int DoNotBlock = 0x800, HeaderBytes = 16;

        public const uint Open = 0x20, MovedTo = 0x80, IsFolder = 0x4000_0000;

        [DllImport("libc", EntryPoint = "inotify_init1")]
        public static extern int Start(int flags);

        [DllImport("libc", EntryPoint = "inotify_add_watch")]
        public static extern int Watch(int descriptor, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint events);

        [DllImport("libc", EntryPoint = "read")]
        public static extern nint Read(int descriptor, byte[] buffer, nint count);

        [DllImport("libc", EntryPoint = "close")]
        public static extern int Close(int descriptor);
    }
}
