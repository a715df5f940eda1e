using System.IO.MemoryMappedFiles;
using System.Runtime.InteropServices;
using ImageSearch.Files;
using Microsoft.Win32.SafeHandles;

namespace ImageSearch.Storage.Format;

/// <summary>
/// A file's bytes in memory, for as long as somebody refers to this: mapped where the disk is this machine's, so that only what is looked
/// at is read; copied where it is a network's, whose going away would otherwise end the process at the next look.
/// </summary>
internal sealed unsafe class IndexView : IDisposable, Index.IRowOwner
{
    private readonly SafeMemoryMappedViewHandle? _mapped;
    private readonly byte* _copy;
    private readonly long _copyBytes;
    private bool _released;
    private FileStream? _file;
    private string _path = "";
    private byte[] _catalog = [];
    private long _catalogOffset;

    /// <param name="file">The file.</param>
    /// <param name="offset">From which of its bytes on it is taken.</param>
    /// <param name="place">Where these bytes lie, from <see cref="Start"/> on.</param>
    /// <param name="bytes">How many.</param>
    /// <param name="copy">Whether they are copied.</param>
    private IndexView(FileStream file, long offset, long place, long bytes, bool copy)
    {
        Bytes = place + bytes;
        if (copy)
        {
            _copyBytes = bytes;
            _copy = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, IndexFormat.Alignment);
            GC.AddMemoryPressure(bytes);
            Start = _copy - place;
            Fill(file, offset);
            return;
        }

        using var map = MemoryMappedFile.CreateFromFile(file, null, 0, MemoryMappedFileAccess.Read, HandleInheritability.None,
            leaveOpen: true);
        MemoryMappedViewAccessor accessor = map.CreateViewAccessor(offset, bytes, MemoryMappedFileAccess.Read);
        _mapped = accessor.SafeMemoryMappedViewHandle;
        byte* start = null;
        _mapped.AcquirePointer(ref start);
        Start = start + accessor.PointerOffset - place;
    }

    ~IndexView() => Release();

    /// <summary>The file's first byte; aligned to 64 bytes at least.</summary>
    public byte* Start { get; }

    public long Bytes { get; }

    public bool IsMapped => _mapped is not null;

    /// <summary>Lets go of the bytes at once: only for whoever knows that nobody looks at them any more.</summary>
    public void Dispose()
    {
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>Keeps the file open, without locking it, to be able to ask whether it still is what it was; a copy needs no
    /// asking.</summary>
    /// <param name="target">The file that is shown.</param>
    /// <param name="catalogOffset">Where its newest catalog begins, whose header vouches for all that it means.</param>
    /// <param name="path">What errors call it.</param>
    public void Watch(string target, long catalogOffset, string path)
    {
        if (!IsMapped)
        {
            return;
        }

        (_file, _path, _catalogOffset) = (SharedReading.Open(target), path, catalogOffset);
        _catalog = new ReadOnlySpan<byte>(Start + catalogOffset, IndexFormat.BlockHeaderBytes).ToArray();
        if (!IsUnchanged(_file))
        {
            // Another file was moved over it just now: the one that is shown has no name any more, and nobody can write over it.
            _file.Dispose();
            _file = null;
        }
    }

    /// <inheritdoc/>
    public void EnsureUnchanged()
    {
        if (_file is not null && !IsUnchanged(_file))
        {
            throw IndexException.WrittenOver(_path);
        }
    }

    private bool IsUnchanged(FileStream file)
    {
        // What others append lies behind what this view shows, and a file that replaces this one is another file. It is asked by reading:
        // to look at mapped bytes that were cut off would end the process.
        Span<byte> now = stackalloc byte[IndexFormat.BlockHeaderBytes];
        bool isSame = RandomAccess.GetLength(file.SafeFileHandle) >= Bytes
            && RandomAccess.Read(file.SafeFileHandle, now, _catalogOffset) == now.Length && now.SequenceEqual(_catalog);
        GC.KeepAlive(this);
        return isSame;
    }

    /// <summary>Makes the first <paramref name="bytes"/> of a file visible; the file may be closed afterwards.</summary>
    public static IndexView Open(FileStream file, long bytes, bool copy) => new(file, 0, 0, bytes, copy);

    /// <summary>
    /// Copies a part of a file, which is found where it lies in the file: at <paramref name="offset"/> bytes behind <see cref="Start"/>.
    /// Nothing
    /// before it may be looked at.
    /// </summary>
    public static IndexView CopyPart(FileStream file, long offset, long bytes) => new(file, offset, offset, bytes, copy: true);

    /// <summary>Shows a file that holds a part of another, which is found where it lies in that one. Nothing before it may be looked
    /// at.</summary>
    public static IndexView OpenPart(FileStream file, long offset, long bytes, bool copy) => new(file, 0, offset, bytes, copy);

    /// <summary>Whether a file lies on another machine.</summary>
    public static bool IsRemote(string path)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                // Any path stands for the drive that it lies on.
                return new DriveInfo(path).DriveType == DriveType.Network;
            }

            string plain = path.StartsWith(@"\\?\UNC\", StringComparison.OrdinalIgnoreCase) ? $@"\\{path[8..]}"
                : path.StartsWith(@"\\?\", StringComparison.Ordinal) ? path[4..] : path;
            return plain.StartsWith(@"\\", StringComparison.Ordinal)
                || new DriveInfo(Path.GetPathRoot(plain)!).DriveType == DriveType.Network;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }

    /// <summary>The checksum of a part of the file.</summary>
    public uint ChecksumOf(long offset, long bytes)
    {
        uint checksum = Checksum.Of(Start + offset, bytes);
        GC.KeepAlive(this);
        return checksum;
    }

    private void Release()
    {
        if (_released)
        {
            return;
        }

        _released = true;
        _file?.Dispose();
        if (_copy is not null)
        {
            NativeMemory.AlignedFree(_copy);
            GC.RemoveMemoryPressure(_copyBytes);
        }
        else if (_mapped is not null)
        {
            _mapped.ReleasePointer();
            _mapped.Dispose();
        }
    }

    private void Fill(FileStream file, long offset)
    {
        const int AtOnce = 1 << 24;
        file.Position = offset;
        for (long at = 0; at < _copyBytes; at += AtOnce)
        {
            file.ReadExactly(new Span<byte>(_copy + at, (int)Math.Min(AtOnce, _copyBytes - at)));
        }
    }
}
