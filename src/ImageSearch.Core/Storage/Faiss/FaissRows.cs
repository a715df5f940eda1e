namespace ImageSearch.Storage.Faiss;

/// <summary>Where a Faiss file has its rows, and the id of each.</summary>
/// <param name="Ids">Image ids, by row.</param>
/// <param name="FirstAt">Where the first row lies, if they follow each other.</param>
/// <param name="Places">Where each row lies, if they do not.</param>
internal sealed record FaissRows(long[] Ids, long FirstAt, long[]? Places = null)
{
    public long PlaceOf(long row) => Places is { } places ? places[row] : FirstAt + (row * FaissReader.RowBytes);

    /// <summary>Finds the rows of IDMap,Flat (IxMp or IxM2 over IxF2), IDMap,IVFn,Flat (over IwFl) and IVFn,Flat (IwFl alone).</summary>
    /// <exception cref="IndexException">It is of another kind, or damaged.</exception>
    public static FaissRows Read(FaissReader reader)
    {
        (string map, long ids) = reader.ReadHeader();
        if (map == FaissLists.Kind)
        {
            (long[] listed, long[] at) = FaissLists.Read(reader, ids);
            return new FaissRows(Checked(reader, listed), 0, at);
        }

        if (map is not ("IxMp" or "IxM2"))
        {
            throw reader.Refuse($"it is of the kind '{map}'{FaissLists.WhyNot(map)}");
        }

        (string kind, long rows) = reader.ReadHeader();
        if (kind is not ("IxF2" or FaissLists.Kind))
        {
            throw reader.Refuse($"it holds an index of the kind '{kind}'{FaissLists.WhyNot(kind)}");
        }

        if (rows != ids)
        {
            throw reader.Refuse("it has not as many ids as rows");
        }

        if (kind == "IxF2")
        {
            long first = reader.SkipRows(rows);
            return new FaissRows(ReadIds(reader, rows), first);
        }

        (long[] numbers, long[] places) = FaissLists.Read(reader, rows);
        return new FaissRows(ReadIds(reader, rows), 0, FaissLists.InOrder(reader, numbers, places));
    }

    private static long[] ReadIds(FaissReader reader, long rows)
    {
        if (reader.ReadI64() != rows || !reader.IsRoomFor(rows, sizeof(long)))
        {
            throw reader.Refuse("it has not as many ids as rows");
        }

        var ids = new long[rows];
        for (long row = 0; row < rows; row++)
        {
            ids[row] = reader.ReadI64();
        }

        return Checked(reader, ids);
    }

    private static long[] Checked(FaissReader reader, long[] ids)
    {
        int wrong = Array.FindIndex(ids, id => id is < 1 or > long.MaxValue / 4);
        return wrong < 0 ? ids : throw reader.Refuse($"image ids begin at 1, and row {wrong} has the id {ids[wrong]}");
    }
}
