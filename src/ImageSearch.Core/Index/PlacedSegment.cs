namespace ImageSearch.Index;

/// <summary>A segment and the number of its first row.</summary>
internal readonly record struct PlacedSegment(RowSegment Segment, long FirstRow)
{
    public long End => FirstRow + Segment.Rows;
}
