using ImageSearch.Index;

namespace ImageSearch.Storage.Format;

/// <summary>The images of a segment and the settings they were described with, beside their rows: what a repair reads where no catalog is
/// left.</summary>
internal sealed record SegmentTable(IndexSettings Settings, bool RelativePaths, IReadOnlyList<StoredImage> Images)
{
    public byte[] ToBytes() => Records.Write(writer =>
    {
        Records.WriteSettings(writer, Settings);
        writer.Write(RelativePaths ? 1 : 0);
        writer.Write(Images.Count);
        foreach (StoredImage image in Images)
        {
            Records.WriteImage(writer, image);
        }
    });

    /// <exception cref="InvalidDataException">The bytes are no table.</exception>
    public static SegmentTable FromBytes(ReadOnlyMemory<byte> bytes, int version) => Records.Read(bytes, "the table of a segment", reader =>
    {
        IndexSettings settings = Records.ReadSettings(reader);
        bool relative = reader.ReadInt32() != 0;
        var images = new List<StoredImage>();
        for (int count = reader.ReadInt32(); images.Count < count;)
        {
            images.Add(Records.ReadImage(reader, version));
        }

        return new SegmentTable(settings, relative, images);
    });
}
