using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Commit;

/// <summary>What the next commit into a file builds on; of its images nothing.</summary>
/// <param name="Slot">The header slot that counts.</param>
/// <param name="Newest">The header of the newest catalog.</param>
/// <param name="BaseBytes">Bytes of the catalog that the chain begins with.</param>
/// <param name="IsSlotDamaged">Whether the slot that should say so does not.</param>
/// <param name="RelativePaths">Whether paths are relative to the file's folder.</param>
/// <param name="NextId">The id of the next new image.</param>
/// <param name="ImageCount">How many images it has.</param>
/// <param name="Segments">All segments, in the order of the file.</param>
/// <param name="Lists">Its lists; null if there are none.</param>
internal sealed record FileTip(IndexSlot Slot, CatalogHeader Newest, long BaseBytes, bool IsSlotDamaged, bool RelativePaths, long NextId,
    int ImageCount, IReadOnlyList<StoredSegment> Segments, StoredLists? Lists)
{
    public FileMark Mark => Slot.Mark;

    /// <summary>Rows that lie in the file, those of removed images among them.</summary>
    public long AllRows => Segments.Sum(s => s.Rows);

    /// <summary>Whether little would be gained by writing the file anew: few dead rows, few segments, and no lists that would be
    /// dead.</summary>
    /// <param name="liveRows">Rows that images have.</param>
    public bool IsTidy(long liveRows)
    {
        const int DeadShare = 16;
        long rows = AllRows;
        return Lists is null && (rows - liveRows) * DeadShare <= rows
            && Segments.Count <= 1 + (2 * rows / IndexFormat.RowsASegment);
    }

    /// <summary>That of a file that was read.</summary>
    public static FileTip Of(IndexState state) => new(state.Slot, state.Newest, state.BaseBytes, state.IsSlotDamaged,
        state.Catalog.RelativePaths, state.Catalog.NextId, state.Catalog.Images.Count, state.Catalog.Segments, state.Catalog.Lists);
}
