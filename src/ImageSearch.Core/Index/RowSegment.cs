using ImageSearch.Kernels.Scan;

namespace ImageSearch.Index;

/// <summary>
/// A run of rows that never changes: descriptors (128 bytes each), sketches (in the blocks of <see cref="ScanLayout"/>) and keypoints, each
/// in one piece aligned to 64 bytes. Whose memory that is, is all the same to the search: the index's own, or a view of its file. The rows
/// of an image lie in one segment.
/// </summary>
internal sealed unsafe class RowSegment
{
    private readonly object _owner;
    private readonly Lock _checking = new();
    private Action? _check;

    /// <summary>Makes a segment of memory that stays where it is for as long as <paramref name="owner"/> lives.</summary>
    /// <param name="descriptors">Its descriptors.</param>
    /// <param name="sketches">Their sketches.</param>
    /// <param name="keypoints">Their keypoints.</param>
    /// <param name="rows">How many.</param>
    /// <param name="owner">What keeps the memory.</param>
    /// <param name="check">Throws if the memory does not hold what it should; called once before its first use. Null if that is
    /// known.</param>
    public RowSegment(byte* descriptors, byte* sketches, PackedKeypoint* keypoints, int rows, object owner, Action? check = null)
    {
        DescriptorStart = descriptors;
        SketchStart = sketches;
        KeypointStart = keypoints;
        Rows = rows;
        _owner = owner;
        _check = check;
    }

    /// <summary>Rows that lie on other machines: to look at them here is an error.</summary>
    public static RowSegment Elsewhere(int rows) => new(null, null, null, rows, new object(),
        () => throw new InvalidOperationException("These rows lie elsewhere."));

    public int Rows { get; }

    /// <summary>Whether the rows lie on other machines.</summary>
    public bool IsElsewhere => DescriptorStart is null && Rows > 0;

    /// <summary>Valid for as long as the segment is; see <see cref="KeepAlive"/>.</summary>
    public byte* DescriptorStart { get; }

    /// <inheritdoc cref="DescriptorStart"/>
    public byte* SketchStart { get; }

    /// <inheritdoc cref="DescriptorStart"/>
    public PackedKeypoint* KeypointStart { get; }

    /// <inheritdoc cref="DescriptorStart"/>
    public ReadOnlySpan<byte> Descriptors(int firstRow, int rows) =>
        new(DescriptorStart + ((long)firstRow * ScanLayout.RowBytes), rows * ScanLayout.RowBytes);

    /// <inheritdoc cref="DescriptorStart"/>
    public ReadOnlySpan<PackedKeypoint> Keypoints(int firstRow, int rows) => new(KeypointStart + firstRow, rows);

    /// <summary>What keeps the memory. The same owner and address are the same rows, of which there may be more later.</summary>
    public object Owner => _owner;

    /// <summary>Whether its memory is known to hold what it should.</summary>
    public bool IsKnownSound => Volatile.Read(ref _check) is null;

    /// <summary>To be called before its memory is used.</summary>
    /// <exception cref="IndexException">It comes from a file that is damaged.</exception>
    public void EnsureSound()
    {
        if (Volatile.Read(ref _check) is not null)
        {
            lock (_checking)
            {
                (_owner as IRowOwner)?.EnsureUnchanged();
                _check?.Invoke();
                Volatile.Write(ref _check, null);
            }
        }
    }

    /// <summary>Asks for rows that are about to be looked at, and for all that is checked before; nothing waits for them.</summary>
    public void ReadAhead(int firstRow, int rows)
    {
        (int first, int count) = IsKnownSound ? (firstRow, rows) : (0, Rows);
        Files.ReadAhead.Ask(DescriptorStart + ((long)first * ScanLayout.RowBytes), (long)count * ScanLayout.RowBytes);
        Files.ReadAhead.Ask((byte*)(KeypointStart + first), (long)count * sizeof(PackedKeypoint));
        GC.KeepAlive(_owner);
    }

    /// <summary>To be called after the last use of its memory.</summary>
    public void KeepAlive() => GC.KeepAlive(_owner);
}
