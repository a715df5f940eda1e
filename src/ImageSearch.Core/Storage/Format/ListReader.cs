using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>Reads the lists of a file. Where they are damaged the index is searched without them: the rows are all there.</summary>
internal static class ListReader
{
    /// <summary>The lists that a catalog names.</summary>
    /// <param name="stored">What the catalog says; null if there are none.</param>
    /// <param name="viewOf">Where a block lies.</param>
    /// <param name="firstRows">The number in the index of each segment's first row, by where the segment begins.</param>
    public static (InvertedLists? Lists, ListSummary? Summary) Read(StoredLists? stored, Func<StoredListBlock, IndexView> viewOf,
        IReadOnlyDictionary<long, long> firstRows)
    {
        if (stored is null)
        {
            return default;
        }

        long rows = stored.Parts.Sum(p => p.Rows);
        try
        {
            CellCentres centres = new ListParts(viewOf(stored.Centres), stored.Centres).Centres();
            RowLists[] parts = [.. stored.Parts.Select(p => new ListParts(viewOf(p), p).Lists(centres.Count, firstRows))];
            bool isOutgrown = IsOutgrown(centres.Count, rows);
            return (new InvertedLists(centres, parts), new ListSummary(centres.Count, rows, stored.Asked, stored.Found, null, isOutgrown));
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or OverflowException)
        {
            return (null, new ListSummary((int)stored.Centres.Rows, rows, stored.Asked, stored.Found, e.Message, false));
        }
    }

    /// <summary>An index that grew to sixteen times its rows would get four times the cells.</summary>
    private static bool IsOutgrown(int cells, long rows) => CellCentres.CountFor(rows) >= 4 * cells;

    /// <summary>The header of a block, and the bytes of the block; of one that is not there, those of a header alone: whoever reads it says
    /// what is wrong.</summary>
    /// <exception cref="EndOfStreamException">The file was cut short.</exception>
    public static (byte[] Raw, long Offset, long Bytes) HeaderOf(FileStream file, StoredListBlock block, long fileBytes)
    {
        var raw = new byte[IndexFormat.BlockHeaderBytes];
        bool isThere = block.Offset >= IndexFormat.HeaderBytes && block.Offset <= fileBytes - raw.Length;
        long offset = isThere ? block.Offset : 0;
        file.Position = offset;
        file.ReadExactly(raw);
        bool isSound = ListHeader.TryRead(raw, fileBytes - block.Offset, out ListHeader header);
        return (raw, offset, isThere && isSound ? header.Bytes : raw.Length);
    }
}
