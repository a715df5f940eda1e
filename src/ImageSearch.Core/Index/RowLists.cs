namespace ImageSearch.Index;

/// <summary>
/// Lists of rows, cell by cell: of each row a code, by which its distance is estimated, its number, and its scale and direction. They lie
/// in the blocks of <see cref="Kernels.Scan.CodeLayout"/>; each cell begins with a block of its own. They never change.
/// </summary>
internal sealed unsafe class RowLists
{
    private readonly object _owner;
    private readonly Lock _checking = new();
    private Func<string?>? _check;
    private string? _damage;

    /// <summary>Makes lists of memory that stays where it is for as long as <paramref name="owner"/> lives.</summary>
    /// <param name="blocks">The blocks of all cells.</param>
    /// <param name="ends">For each cell, the number of the block behind its last one.</param>
    /// <param name="segments">The segments whose rows they list, in order.</param>
    /// <param name="owner">What keeps the memory.</param>
    /// <param name="check">Says what is wrong with what the memory holds; called once before its first use. Null if nothing can
    /// be.</param>
    public RowLists(byte* blocks, long[] ends, ListedSegment[] segments, object owner, Func<string?>? check = null)
    {
        Blocks = blocks;
        Ends = ends;
        Segments = segments;
        _owner = owner;
        _check = check;
    }

    /// <summary>Valid for as long as this object is; see <see cref="KeepAlive"/>.</summary>
    public byte* Blocks { get; }

    /// <summary>For each cell, the number of the block behind its last one.</summary>
    public long[] Ends { get; }

    /// <summary>The segments whose rows are listed.</summary>
    public ListedSegment[] Segments { get; }

    /// <summary>How many rows are listed, those of removed images among them.</summary>
    public long Rows => Segments.Length == 0 ? 0 : Segments[^1].Number + Segments[^1].Rows;

    /// <summary>The number of a cell's first block.</summary>
    public long Start(int cell) => cell == 0 ? 0 : Ends[cell - 1];

    /// <summary>What is wrong with the blocks; null if nothing is. To be asked before they are used.</summary>
    /// <exception cref="IndexException">The file that they come from was cut short or written over.</exception>
    public string? Damage()
    {
        if (Volatile.Read(ref _check) is not null)
        {
            lock (_checking)
            {
                (_owner as IRowOwner)?.EnsureUnchanged();
                _damage ??= _check?.Invoke();
                Volatile.Write(ref _check, null);
            }
        }

        return _damage;
    }

    /// <summary>To be called after the last use of its memory.</summary>
    public void KeepAlive() => GC.KeepAlive(_owner);
}
