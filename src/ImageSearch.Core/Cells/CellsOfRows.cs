using ImageSearch.Index;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Cells;

/// <summary>Which cell each row of an index is in: as its lists have it, and of rows that are in no list as lists would have it.</summary>
internal static unsafe class CellsOfRows
{
    private const int Unlisted = -1;

    /// <summary>The cells of the rows of all images, in their order.</summary>
    /// <exception cref="OverflowException">There are more rows than an array holds.</exception>
    public static int[] Find(InvertedLists lists, IndexSnapshot snapshot)
    {
        int[] cellOf = new int[checked((int)snapshot.RowCount)];
        Array.Fill(cellOf, Unlisted);
        long[] starts = Starts(snapshot);
        long[] firstRows = [.. snapshot.Entries.ToArray().Select(e => e.FirstRow)];
        foreach (RowLists part in lists.Parts)
        {
            long[] numbers = Array.ConvertAll(part.Segments, s => s.Number);
            for (int cell = 0; cell < lists.Centres.Count; cell++)
            {
                for (long place = part.Start(cell) * CodeLayout.BlockRows; place < part.Ends[cell] * CodeLayout.BlockRows; place++)
                {
                    if (RowOf(part, numbers, place) is { } row && SortedStarts.Find(firstRows, row) is var entry
                        && row - firstRows[entry] < snapshot.Entries[entry].Image.FeatureCount)
                    {
                        cellOf[starts[entry] + row - firstRows[entry]] = cell;
                    }
                }
            }

            part.KeepAlive();
        }

        Deal(lists.Centres, snapshot, starts, cellOf);
        return cellOf;
    }

    /// <summary>The number of each image's first row, where the rows of all images are counted in their order.</summary>
    public static long[] Starts(IndexSnapshot snapshot)
    {
        var starts = new long[snapshot.ImageCount];
        for (int i = 1; i < starts.Length; i++)
        {
            starts[i] = starts[i - 1] + snapshot.Entries[i - 1].Image.FeatureCount;
        }

        return starts;
    }

    /// <summary>The row of the index that stands at a place of a list; null if none does, or it is in no segment any more.</summary>
    private static long? RowOf(RowLists part, long[] numbers, long place)
    {
        (long block, long lane) = Math.DivRem(place, CodeLayout.BlockRows);
        uint number = ((uint*)(part.Blocks + (block * CodeLayout.BlockBytes) + CodeLayout.RowsOffset))[lane];
        if (number == CodeLayout.NoRow)
        {
            return null;
        }

        ListedSegment segment = part.Segments[SortedStarts.Find(numbers, number)];
        return segment.FirstRow < 0 ? null : segment.FirstRow + number - segment.Number;
    }

    private static void Deal(CellCentres centres, IndexSnapshot snapshot, long[] starts, int[] cellOf)
    {
        CellAssignment? assignment = null;
        for (int entry = 0; entry < starts.Length; entry++)
        {
            IndexEntry image = snapshot.Entries[entry];
            Memory<int> cells = cellOf.AsMemory((int)starts[entry], image.Image.FeatureCount);
            if (cells.Span.Contains(Unlisted))
            {
                (RowSegment segment, int first) = snapshot.Locate(image);
                assignment ??= new CellAssignment(centres, 0, CancellationToken.None);
                assignment.Find(segment.DescriptorStart + ((nint)first * ScanLayout.RowBytes), cells);
                segment.KeepAlive();
            }
        }
    }
}
