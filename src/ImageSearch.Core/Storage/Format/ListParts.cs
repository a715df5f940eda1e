using System.Runtime.InteropServices;
using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>A block of centres or of lists in memory, as it lies in the file: where its parts are and whether they are what was
/// written.</summary>
internal sealed unsafe class ListParts(IndexView view, StoredListBlock stored)
{
    private byte* Start => view.Start + stored.Offset;

    /// <summary>The centres, copied.</summary>
    /// <exception cref="InvalidDataException">They are damaged.</exception>
    public CellCentres Centres()
    {
        ListHeader header = Header(isCentres: true);
        if (Damage() is { } damage)
        {
            throw new InvalidDataException(damage);
        }

        var centres = new CellCentres(new ReadOnlySpan<byte>(Start + header.ContentAt, checked((int)header.ContentBytes)));
        GC.KeepAlive(view);
        return centres;
    }

    /// <summary>The lists; their codes are checked when they are first used.</summary>
    /// <param name="cells">How many cells there must be.</param>
    /// <param name="firstRows">The number in the index of each segment's first row, by where the segment begins.</param>
    /// <exception cref="InvalidDataException">Header or table are damaged.</exception>
    public RowLists Lists(int cells, IReadOnlyDictionary<long, long> firstRows)
    {
        ListHeader header = Header(isCentres: false);
        if (header.Cells != cells || TableDamage(header) is not null)
        {
            throw new InvalidDataException(TableDamage(header) ?? $"the lists at byte {stored.Offset} are of other cells");
        }

        var table = new ReadOnlySpan<byte>(Start + IndexFormat.BlockHeaderBytes, checked((int)header.TableBytes));
        ReadOnlySpan<long> numbers = MemoryMarshal.Cast<byte, long>(table);
        var segments = new ListedSegment[header.Segments];
        long number = 0;
        for (int i = 0; i < segments.Length; i++)
        {
            (long offset, long rows) = (numbers[2 * i], numbers[(2 * i) + 1]);
            if (rows is <= 0 or > int.MaxValue)
            {
                throw new InvalidDataException($"the lists at byte {stored.Offset} name a segment that cannot be");
            }

            segments[i] = new ListedSegment(number, (int)rows, firstRows.GetValueOrDefault(offset, IndexEntry.NoRow));
            number += rows;
        }

        long[] ends = numbers.Slice(2 * segments.Length, cells).ToArray();
        if (number != header.Rows || ends[^1] != header.Blocks || ends[0] < 0 || ends.Zip(ends.Skip(1)).Any(e => e.Second < e.First))
        {
            throw new InvalidDataException($"the lists at byte {stored.Offset} do not add up");
        }

        GC.KeepAlive(view);
        return new RowLists(Start + header.ContentAt, ends, segments, view, Damage);
    }

    /// <summary>Where the segments begin that are listed.</summary>
    /// <exception cref="InvalidDataException">Header or table are damaged.</exception>
    public IReadOnlyList<StoredSegment> Segments()
    {
        ListHeader header = Header(isCentres: false);
        var numbers = new ReadOnlySpan<long>(Start + IndexFormat.BlockHeaderBytes, 2 * header.Segments);
        var segments = new StoredSegment[header.Segments];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i] = new StoredSegment(numbers[2 * i], numbers[(2 * i) + 1], 0);
        }

        GC.KeepAlive(view);
        return segments;
    }

    /// <summary>What is wrong with the block; null if nothing is.</summary>
    public string? Damage()
    {
        if (!TryReadHeader(out ListHeader header))
        {
            return HeaderDamage;
        }

        return TableDamage(header) ?? (view.ChecksumOf(stored.Offset + header.ContentAt, header.ContentBytes) == header.Content ? null
            : $"the checksum of the {(header.IsCentres ? "centres" : "codes")} at byte {stored.Offset} is wrong");
    }

    private string HeaderDamage => $"the header of the lists at byte {stored.Offset} is damaged";

    private string? TableDamage(ListHeader header) =>
        view.ChecksumOf(stored.Offset + IndexFormat.BlockHeaderBytes, header.TableBytes) == header.Table ? null
            : $"the checksum of the table of the lists at byte {stored.Offset} is wrong";

    private ListHeader Header(bool isCentres) => TryReadHeader(out ListHeader header) && header.IsCentres == isCentres ? header
        : throw new InvalidDataException(HeaderDamage);

    private bool TryReadHeader(out ListHeader header)
    {
        header = default;
        bool isThere = stored.Offset >= IndexFormat.HeaderBytes && stored.Offset % IndexFormat.Alignment == 0
            && stored.Offset <= view.Bytes - IndexFormat.BlockHeaderBytes;
        if (!isThere)
        {
            return false;
        }

        var bytes = new ReadOnlySpan<byte>(Start, IndexFormat.BlockHeaderBytes);
        bool sound = ListHeader.TryRead(bytes, view.Bytes - stored.Offset, out header) && header.Rows == stored.Rows
            && CatalogHeader.ChecksumOf(bytes) == stored.HeaderChecksum;
        GC.KeepAlive(view);
        return sound;
    }
}
