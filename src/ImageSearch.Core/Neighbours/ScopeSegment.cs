using ImageSearch.Index;

namespace ImageSearch.Neighbours;

/// <summary>A segment of which rows are searched.</summary>
/// <param name="Segment">The rows.</param>
/// <param name="FirstRow">The number of its first row.</param>
/// <param name="FirstTile">The number of its first tile, over all segments that are searched.</param>
/// <param name="Wanted">A bit for each row that is searched, the first row lowest; null if all are.</param>
internal sealed record ScopeSegment(RowSegment Segment, long FirstRow, long FirstTile, ulong[]? Wanted);
