namespace ImageSearch.Storage.Sealed;

/// <summary>Reads an index file of which only header and catalogs are there, each at its place.</summary>
internal sealed class SealedBytes : Stream
{
    private readonly SortedList<long, byte[]> _parts = [];
    private readonly long _length;

    /// <param name="layout">The file.</param>
    /// <param name="catalog">The bytes of a catalog.</param>
    public SealedBytes(IndexLayout layout, Func<SealedBlock, byte[]> catalog)
    {
        _length = layout.Slot.FileBytes;
        _parts.Add(0, layout.Header());
        foreach (SealedBlock block in layout.Blocks.Where(b => b.Kind == BlockKind.Catalog))
        {
            _parts.Add(block.Offset, catalog(block));
        }
    }

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <exception cref="InvalidDataException">These bytes are not there.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (Position >= _length || buffer.IsEmpty)
        {
            return 0;
        }

        (long start, byte[] bytes) = _parts.LastOrDefault(p => p.Key <= Position);
        int at = (int)Math.Min(Position - start, bytes.Length), count = Math.Min(buffer.Length, bytes.Length - at);
        if (count == 0)
        {
            throw new InvalidDataException($"no catalog lies at byte {Position}");
        }

        bytes.AsSpan(at, count).CopyTo(buffer);
        Position += count;
        return count;
    }

    public override long Seek(long offset, SeekOrigin origin) => Position = offset
        + (origin == SeekOrigin.Begin ? 0 : origin == SeekOrigin.Current ? Position : _length);

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
