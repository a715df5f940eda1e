using ImageSearch.Index;
using ImageSearch.Neighbours;

namespace ImageSearch.Cells;

/// <summary>Which of the rows in lists a search looks at, and which rows of the scope are in no list.</summary>
internal sealed class ListScope
{
    private const int WordBits = 64;

    private readonly long[][] _numbers;
    private readonly ScopeSegment?[][] _segments;

    public ListScope(InvertedLists lists, SearchScope scope)
    {
        Dictionary<long, ScopeSegment> byFirstRow = scope.Segments.ToDictionary(s => s.FirstRow);
        _numbers = [.. lists.Parts.Select(p => Array.ConvertAll(p.Segments, s => s.Number))];
        _segments = [.. lists.Parts.Select(p => Array.ConvertAll(p.Segments, s => byFirstRow.GetValueOrDefault(s.FirstRow)))];
        var listed = lists.Parts.SelectMany(p => p.Segments).Select(s => s.FirstRow).ToHashSet();
        Unlisted = scope.Of(s => !listed.Contains(s.FirstRow));
    }

    /// <summary>The rows that are in no list.</summary>
    public SearchScope Unlisted { get; }

    /// <summary>The row of the index that a number of a list stands for; false if it is not searched.</summary>
    public bool TryFind(int part, uint number, out long row)
    {
        int at = SortedStarts.Find(_numbers[part], number);
        int inSegment = (int)(number - _numbers[part][at]);
        row = 0;
        if (_segments[part][at] is not { } segment || inSegment >= segment.Segment.Rows
            || (segment.Wanted is { } wanted && (wanted[inSegment / WordBits] >> (inSegment % WordBits) & 1) == 0))
        {
            return false;
        }

        row = segment.FirstRow + inSegment;
        return true;
    }
}
