namespace ImageSearch.Storage.Format;

/// <summary>The lists of an inverted index as the catalog knows them.</summary>
/// <param name="Centres">The block of the centres.</param>
/// <param name="Parts">The blocks of lists, in the order of the rows that they list.</param>
/// <param name="Until">Segments before this byte are listed; those behind it are not yet.</param>
/// <param name="Asked">For how many rows the nearest one was looked for when all lists were made.</param>
/// <param name="Found">For how many of them the lists found it.</param>
internal sealed record StoredLists(StoredListBlock Centres, IReadOnlyList<StoredListBlock> Parts, long Until, int Asked, int Found)
{
    /// <summary>Parts at most: each has twice the rows of the next.</summary>
    private const int MostParts = 64;

    public static void Write(BinaryWriter writer, StoredLists? lists)
    {
        writer.Write(lists is null ? 0 : 1);
        if (lists is null)
        {
            return;
        }

        Write(writer, lists.Centres);
        writer.Write(lists.Until);
        writer.Write(lists.Asked);
        writer.Write(lists.Found);
        writer.Write(lists.Parts.Count);
        foreach (StoredListBlock part in lists.Parts)
        {
            Write(writer, part);
        }
    }

    /// <exception cref="InvalidDataException">No lists can be like that.</exception>
    public static StoredLists? Read(BinaryReader reader)
    {
        int has = reader.ReadInt32();
        if (has == 0)
        {
            return null;
        }

        StoredListBlock centres = ReadBlock(reader);
        long until = reader.ReadInt64();
        int asked = reader.ReadInt32(), found = reader.ReadInt32(), count = reader.ReadInt32();
        if (has != 1 || until < 0 || asked < 0 || found < 0 || found > asked || count is < 0 or > MostParts)
        {
            throw new InvalidDataException("what it says of its lists cannot be right");
        }

        var parts = new List<StoredListBlock>();
        while (parts.Count < count)
        {
            parts.Add(ReadBlock(reader));
        }

        return new StoredLists(centres, parts, until, asked, found);
    }

    private static void Write(BinaryWriter writer, StoredListBlock block)
    {
        writer.Write(block.Offset);
        writer.Write(block.Rows);
        writer.Write(block.HeaderChecksum);
    }

    private static StoredListBlock ReadBlock(BinaryReader reader) => new(reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt32());
}
