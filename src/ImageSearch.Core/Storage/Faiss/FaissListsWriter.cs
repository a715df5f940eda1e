using ImageSearch.Cells;
using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Faiss;

/// <summary>
/// Writes the rows of an index with lists as Faiss's IVFn,Flat (IwFl): the same cells, and in each the rows that our lists have there.
/// A search that visits as many cells finds the nearest of the same rows.
/// </summary>
internal static class FaissListsWriter
{
    /// <summary>Writes it, without a map from its row numbers to image ids.</summary>
    public static void Write(FaissWriter writer, IndexSnapshot snapshot, InvertedLists lists, Action<long, long>? progress)
    {
        int[] cellOf = CellsOfRows.Find(lists, snapshot);
        CellCentres centres = lists.Centres;
        long[] sizes = new long[centres.Count];
        Array.ForEach(cellOf, cell => sizes[cell]++);
        writer.Header("IwFl"u8, cellOf.Length);
        writer.I64(centres.Count);
        writer.I64(ListSearch.DefaultVisits);
        writer.FlatHeader(centres.Count);
        WriteCentres(writer, centres);
        writer.Byte(0);
        writer.I64(0);
        writer.Kind("ilar"u8);
        writer.I64(centres.Count);
        writer.I64(FaissReader.RowBytes);
        writer.Kind("full"u8);
        writer.I64(centres.Count);
        Array.ForEach(sizes, writer.I64);
        WriteLists(writer, snapshot, cellOf, sizes, progress);
    }

    private static unsafe void WriteCentres(FaissWriter writer, CellCentres centres)
    {
        writer.Rows(new ReadOnlySpan<byte>(centres.Centre(0), centres.Count * IndexFormat.DescriptorBytes));
        GC.KeepAlive(centres);
    }

    private static void WriteLists(FaissWriter writer, IndexSnapshot snapshot, int[] cellOf, long[] sizes, Action<long, long>? progress)
    {
        int[] order = new int[cellOf.Length];
        long[] next = new long[sizes.Length];
        for (int cell = 1; cell < sizes.Length; cell++)
        {
            next[cell] = next[cell - 1] + sizes[cell - 1];
        }

        for (int number = 0; number < cellOf.Length; number++)
        {
            order[next[cellOf[number]]++] = number;
        }

        long[] starts = CellsOfRows.Starts(snapshot);
        for (int cell = 0, at = 0; cell < sizes.Length; cell++)
        {
            ReadOnlySpan<int> numbers = order.AsSpan(at, (int)sizes[cell]);
            foreach (int number in numbers)
            {
                int entry = SortedStarts.Find(starts, number);
                (RowSegment segment, int first) = snapshot.Locate(snapshot.Entries[entry]);
                writer.Rows(segment.Descriptors(first + (int)(number - starts[entry]), 1));
                segment.KeepAlive();
            }

            foreach (int number in numbers)
            {
                writer.I64(number);
            }

            at += numbers.Length;
            progress?.Invoke(at, order.Length);
        }
    }
}
