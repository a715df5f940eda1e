using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Repair;

/// <summary>A block that a scan came upon.</summary>
/// <param name="Offset">Where it begins.</param>
/// <param name="Bytes">How long it is; of a run of bytes that is no block, how long that is.</param>
/// <param name="Commit">The commit that wrote it.</param>
/// <param name="Segment">The segment, if it is one.</param>
/// <param name="Catalog">The catalog's content, if it is one and sound.</param>
/// <param name="StandsForItself">Whether that catalog builds on no other.</param>
/// <param name="Damage">What is wrong with it; null if nothing is.</param>
internal sealed record FoundBlock(
    long Offset, long Bytes, long Commit, StoredSegment? Segment, Catalog? Catalog, bool StandsForItself, string? Damage)
{
    /// <summary>What a report calls it.</summary>
    public string Part { get; init; } = Segment is null ? "Catalog" : "Segment";
}
