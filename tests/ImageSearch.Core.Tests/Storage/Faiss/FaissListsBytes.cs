namespace ImageSearch.Tests.Storage.Faiss;

/// <summary>The bytes that Faiss 1.7.3 writes for IVFn,Flat.</summary>
internal sealed record FaissListsBytes(byte[][][] Cells, long[][] Ids)
{
    /// <summary>Ids of the rows, if it lies in an IDMap; its lists then have the rows' numbers.</summary>
    public long[]? Map { get; init; }

    /// <summary>Whether sizes are told of lists that are not empty alone.</summary>
    public bool IsSparse { get; init; }

    /// <summary>Whether a map from ids to lists lies before them.</summary>
    public bool HasHashedMap { get; init; }

    public string Kind { get; init; } = "IwFl";

    public byte[] Make()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        int rows = Cells.Sum(c => c.Length);
        if (Map is not null)
        {
            Header(writer, "IxMp", rows);
        }

        Header(writer, Kind, rows);
        writer.Write((long)Cells.Length);
        writer.Write(1L);
        Header(writer, "IxF2", Cells.Length);
        writer.Write(Cells.Length * 128L);
        writer.Write(new byte[Cells.Length * 512]);
        writer.Write((byte)(HasHashedMap ? 2 : 0));
        writer.Write(0L);
        if (HasHashedMap)
        {
            Numbers(writer, [.. Ids.SelectMany((ids, cell) => ids.SelectMany((id, i) => new[] { id, ((long)cell << 32) | (uint)i }))],
                rows);
        }

        Lists(writer);
        if (Map is not null)
        {
            Numbers(writer, Map, Map.Length);
        }

        return bytes.ToArray();
    }

    private void Lists(BinaryWriter writer)
    {
        writer.Write("ilar"u8);
        writer.Write((long)Cells.Length);
        writer.Write(512L);
        writer.Write(IsSparse ? "sprs"u8 : "full"u8);
        long[] sizes = IsSparse ? [.. Cells.SelectMany((c, i) => c.Length == 0 ? Array.Empty<long>() : [i, c.Length])]
            : [.. Cells.Select(c => (long)c.Length)];
        Numbers(writer, sizes, sizes.Length);
        foreach ((byte[][] rows, long[] ids) in Cells.Zip(Ids))
        {
            Array.ForEach([.. rows.SelectMany(r => r)], b => writer.Write((float)b));
            Array.ForEach(ids, writer.Write);
        }
    }

    private static void Numbers(BinaryWriter writer, long[] numbers, int count)
    {
        writer.Write((long)count);
        Array.ForEach(numbers, writer.Write);
    }

    private static void Header(BinaryWriter writer, string kind, long rows)
    {
        writer.Write(kind.ToCharArray());
        writer.Write(128);
        writer.Write(rows);
        writer.Write(1L << 20);
        writer.Write(1L << 20);
        writer.Write(true);
        writer.Write(1);
    }
}
