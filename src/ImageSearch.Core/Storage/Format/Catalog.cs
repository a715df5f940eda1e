using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>The content of a catalog: all that the file holds, or, where it builds on another, what changed.</summary>
/// <param name="Settings">How the images are described.</param>
/// <param name="RelativePaths">Whether paths are relative to the file's folder.</param>
/// <param name="NextId">The id of the next new image.</param>
/// <param name="Generation">Counts the index's changes.</param>
/// <param name="Segments">The segments, in the order of the file; of a change, those that are new.</param>
/// <param name="Images">The images, in the order of their rows; of a change, those that are new or differ.</param>
/// <param name="Removed">The ids of images that are gone; none where the catalog stands for itself.</param>
internal sealed record Catalog(
    IndexSettings Settings,
    bool RelativePaths,
    long NextId,
    long Generation,
    IReadOnlyList<StoredSegment> Segments,
    IReadOnlyList<StoredImage> Images,
    IReadOnlyList<long> Removed)
{
    /// <summary>The folders that the index follows, by their paths as the file has them; of a change, all of them too.</summary>
    public IReadOnlyList<FollowedFolder> Followed { get; init; } = [];

    /// <summary>The kind of the index; of a change, too.</summary>
    public IndexKind Kind { get; init; }

    /// <summary>Its lists; null if there are none; of a change, all of them too.</summary>
    public StoredLists? Lists { get; init; }

    public byte[] ToBytes() => Records.Write(writer =>
    {
        Records.WriteSettings(writer, Settings);
        writer.Write(RelativePaths ? 1 : 0);
        writer.Write(NextId);
        writer.Write(Generation);
        writer.Write(Segments.Count);
        foreach (StoredSegment segment in Segments)
        {
            writer.Write(segment.Offset);
            writer.Write(segment.Rows);
            writer.Write(segment.HeaderChecksum);
        }

        writer.Write(Images.Count);
        foreach (StoredImage image in Images)
        {
            Records.WriteImage(writer, image);
        }

        writer.Write(Removed.Count);
        foreach (long id in Removed)
        {
            writer.Write(id);
        }

        FollowedRecords.Write(writer, Followed);
        writer.Write((int)Kind);
        StoredLists.Write(writer, Lists);
    });

    /// <exception cref="InvalidDataException">The bytes are no catalog.</exception>
    public static Catalog FromBytes(ReadOnlyMemory<byte> bytes, int version) => Records.Read(bytes, "the catalog", reader =>
    {
        IndexSettings settings = Records.ReadSettings(reader);
        int paths = reader.ReadInt32();
        if (paths is not (0 or 1))
        {
            throw new InvalidDataException("the catalog's kind of paths is not known");
        }

        long nextId = reader.ReadInt64(), generation = reader.ReadInt64();
        var segments = new List<StoredSegment>();
        for (int count = reader.ReadInt32(); segments.Count < count;)
        {
            segments.Add(new StoredSegment(reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt32()));
        }

        var images = new List<StoredImage>();
        for (int count = reader.ReadInt32(); images.Count < count;)
        {
            images.Add(Records.ReadImage(reader, version));
        }

        var removed = new List<long>();
        for (int count = reader.ReadInt32(); removed.Count < count;)
        {
            removed.Add(reader.ReadInt64());
        }

        return new Catalog(settings, paths == 1, nextId, generation, segments, images, removed)
        {
            Followed = version < IndexFormat.FirstWithFollowed ? [] : FollowedRecords.Read(reader),
            Kind = version < IndexFormat.FirstWithLists ? IndexKind.Flat : ReadKind(reader),
            Lists = version < IndexFormat.FirstWithLists ? null : StoredLists.Read(reader),
        };
    });

    private static IndexKind ReadKind(BinaryReader reader)
    {
        var kind = (IndexKind)reader.ReadInt32();
        return Enum.IsDefined(kind) ? kind : throw new InvalidDataException("its kind is not known");
    }
}
