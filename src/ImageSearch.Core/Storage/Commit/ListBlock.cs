using System.Runtime.InteropServices;
using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Commit;

/// <summary>A block of centres or of lists that is about to be written.</summary>
internal sealed unsafe class ListBlock
{
    private readonly byte[] _table;
    private readonly byte* _content;
    private readonly object _owner;
    private readonly byte[] _header;

    private ListBlock(ListHeader header, byte[] table, byte* content, object owner)
    {
        (_table, _owner) = (table, owner);
        _content = content;
        Header = header with { Table = Checksum.Of(table), Content = Checksum.Of(content, header.ContentBytes) };
        _header = Header.ToBytes();
    }

    /// <summary>What it begins with.</summary>
    public ListHeader Header { get; }

    /// <summary>The checksum in its header.</summary>
    public uint HeaderChecksum => CatalogHeader.ChecksumOf(_header);

    /// <summary>A block of centres.</summary>
    public static ListBlock Of(CellCentres centres, long commit) =>
        new(new ListHeader(true, commit, centres.Count, 0, centres.Count, 0, 0, 0), [], centres.Centre(0), centres);

    /// <summary>A block of lists.</summary>
    /// <param name="lists">The lists.</param>
    /// <param name="segments">The segments that they list, in their order.</param>
    /// <param name="commit">The commit's number.</param>
    public static ListBlock Of(RowLists lists, IReadOnlyList<StoredSegment> segments, long commit)
    {
        var header = new ListHeader(false, commit, lists.Rows, lists.Ends[^1], lists.Ends.Length, segments.Count, 0, 0);
        long[] numbers = [.. segments.SelectMany(s => new[] { s.Offset, s.Rows }), .. lists.Ends];
        byte[] table = new byte[header.TableBytes];
        MemoryMarshal.AsBytes(numbers.AsSpan()).CopyTo(table);
        return new ListBlock(header, table, lists.Blocks, lists);
    }

    public void WriteTo(Stream file)
    {
        const int AtOnce = 1 << 30;
        file.Write(_header);
        file.Write(_table);
        for (long at = 0; at < Header.ContentBytes; at += AtOnce)
        {
            file.Write(new ReadOnlySpan<byte>(_content + at, (int)Math.Min(AtOnce, Header.ContentBytes - at)));
        }

        GC.KeepAlive(_owner);
    }
}
