namespace ImageSearch.Storage.Faiss;

/// <summary>
/// Reads Faiss's inverted file with whole rows, IVFn,Flat (IwFl): a header, the number of cells and how many are visited, the index of the
/// cells' centres (IxF2), a map from ids to lists that may be empty, and the lists (ilar): of each cell its rows, then their ids.
/// </summary>
internal static class FaissLists
{
    /// <summary>What such an index begins with.</summary>
    public const string Kind = "IwFl";

    private const int NumbersOfASparse = 2;
    private const int HashedMap = 2;

    /// <summary>Why an index of that kind cannot be read, where there is more to say than its name.</summary>
    public static string WhyNot(string kind) => kind switch
    {
        "IwPQ" or "IwQR" or "IwPf" or "IxPq" or "IxPo" or "IPfs" =>
            ", which keeps product codes (PQ): descriptors cannot be had back from them",
        "IwSq" or "IwSQ" or "IxSQ" => ", which keeps rounded numbers (SQ): descriptors cannot be had back from them",
        "IxPT" => ", which keeps rows that were transformed before",
        _ => "",
    };

    /// <summary>The ids of all rows and where the rows lie, list by list.</summary>
    public static (long[] Ids, long[] Places) Read(FaissReader reader, long rows)
    {
        long cells = reader.ReadI64();
        _ = reader.ReadI64();
        (string centres, long count) = reader.ReadHeader();
        if (centres != "IxF2")
        {
            throw reader.Refuse($"its cells are found by an index of the kind '{centres}', and not by one of all centres (IxF2)");
        }

        if (count != cells)
        {
            throw reader.Refuse("it has not as many centres as cells");
        }

        reader.SkipRows(count);
        byte map = reader.ReadByte();
        reader.Skip(sizeof(long));
        if (map == HashedMap)
        {
            reader.Skip(2 * sizeof(long));
        }

        string lists = reader.ReadKind();
        if (lists != "ilar" || reader.ReadI64() != cells || reader.ReadI64() != FaissReader.RowBytes)
        {
            throw reader.Refuse(lists == "ilar" ? "its lists are not of as many cells, or not of whole rows"
                : $"its lists are of the kind '{lists}', and not in the file (ilar)");
        }

        return ReadLists(reader, ReadSizes(reader, cells), rows);
    }

    /// <summary>The places of the rows in the order of their numbers, each of which must be there once.</summary>
    public static long[] InOrder(FaissReader reader, long[] numbers, long[] places)
    {
        var ordered = new long[places.Length];
        for (int i = 0; i < numbers.Length; i++)
        {
            if (numbers[i] < 0 || numbers[i] >= ordered.Length || ordered[numbers[i]] != 0)
            {
                throw reader.Refuse($"its lists have no row, or two, of the number {numbers[i]}");
            }

            ordered[numbers[i]] = places[i];
        }

        return ordered;
    }

    /// <summary>Sizes of the lists: all of them (full), or of those that are not empty, each after its cell's number (sprs).</summary>
    private static long[] ReadSizes(FaissReader reader, long cells)
    {
        string kind = reader.ReadKind();
        if (kind is not ("full" or "sprs"))
        {
            throw reader.Refuse($"the sizes of its lists are of the kind '{kind}'");
        }

        long count = reader.ReadCount(sizeof(long));
        var numbers = new long[count];
        for (long i = 0; i < count; i++)
        {
            numbers[i] = reader.ReadI64();
        }

        bool isFull = kind == "full";
        if (isFull ? count != cells : count % NumbersOfASparse != 0)
        {
            throw reader.Refuse("it has not as many lists as cells");
        }

        return isFull ? numbers : [.. numbers.Where((_, i) => i % NumbersOfASparse != 0)];
    }

    private static (long[] Ids, long[] Places) ReadLists(FaissReader reader, long[] sizes, long rows)
    {
        if (!reader.IsRoomFor(rows, FaissReader.RowBytes + sizeof(long)))
        {
            throw reader.Refuse("it is shorter than it says");
        }

        var ids = new long[rows];
        var places = new long[rows];
        long at = 0;
        foreach (long size in sizes)
        {
            if (size < 0 || size > rows - at)
            {
                throw reader.Refuse("its lists have not as many rows as it says");
            }

            long first = reader.Position;
            reader.Position = first + (size * FaissReader.RowBytes);
            for (long i = 0; i < size; i++, at++)
            {
                ids[at] = reader.ReadI64();
                places[at] = first + (i * FaissReader.RowBytes);
            }
        }

        return at == rows ? (ids, places) : throw reader.Refuse("its lists have not as many rows as it says");
    }
}
