using System.Collections.Immutable;
using System.Text;
using ImageSearch.Imaging;
using ImageSearch.Search;
using ImageSearch.Sift;

namespace ImageSearch.Storage;

/// <summary>The list of what is in the file: settings, segments, images in the order of their rows.</summary>
internal sealed record Catalog(IndexSettings Settings, long NextId, IReadOnlyList<Segment> Segments, IReadOnlyList<IndexedImage> Images)
{
    private const int HashBytes = 32;

    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public byte[] ToBytes()
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write(Settings.Imaging.LongSidePixels);
        writer.Write(Settings.Imaging.LimitMegapixels);
        writer.Write(Settings.Sift.Features);
        writer.Write(Settings.Sift.OctaveLayers);
        writer.Write(Settings.Sift.ContrastThreshold);
        writer.Write(Settings.Sift.EdgeThreshold);
        writer.Write(Settings.Sift.Sigma);
        writer.Write(Settings.Sift.WantedFeatures);
        writer.Write((int)Settings.Sift.Descriptor);
        writer.Write(NextId);
        writer.Write(Segments.Count);
        foreach (Segment segment in Segments)
        {
            writer.Write(segment.Offset);
            writer.Write(segment.Rows);
            writer.Write(segment.DescriptorChecksum);
            writer.Write(segment.KeypointChecksum);
        }

        writer.Write(Images.Count);
        foreach (IndexedImage image in Images)
        {
            WriteImage(writer, image);
        }

        writer.Flush();
        return stream.ToArray();
    }

    /// <summary>Reads a catalog of a format version: 1 knows no kind of descriptor, all are SIFT.</summary>
    /// <exception cref="InvalidDataException">The bytes are no catalog.</exception>
    public static Catalog FromBytes(byte[] bytes, int version)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using var reader = new BinaryReader(stream);
        try
        {
            var imaging = new ImagingSettings(reader.ReadInt32(), reader.ReadDouble());
            var sift = new SiftSettings(reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadInt32(),
                version == 1 ? DescriptorKind.Sift : (DescriptorKind)reader.ReadInt32());
            long nextId = reader.ReadInt64();
            var segments = new List<Segment>();
            for (int count = reader.ReadInt32(); segments.Count < count;)
            {
                segments.Add(new Segment(reader.ReadInt64(), reader.ReadInt64(), reader.ReadUInt32(), reader.ReadUInt32()));
            }

            var images = new List<IndexedImage>();
            for (int count = reader.ReadInt32(); images.Count < count;)
            {
                images.Add(ReadImage(reader));
            }

            if (stream.Position != stream.Length)
            {
                throw new InvalidDataException("the catalog is longer than what it lists");
            }

            return new Catalog(new IndexSettings(imaging, sift), nextId, segments, images);
        }
        catch (Exception e) when (e is EndOfStreamException or DecoderFallbackException or ArgumentOutOfRangeException)
        {
            throw new InvalidDataException("the catalog cannot be read", e);
        }
    }

    private static void WriteImage(BinaryWriter writer, IndexedImage image)
    {
        byte[] path = Encoding.UTF8.GetBytes(image.Path);
        writer.Write(image.Id);
        writer.Write(image.LengthBytes);
        writer.Write(image.ModifiedUtc.Ticks);
        writer.Write(image.ContentHash.AsSpan());
        writer.Write(image.Width);
        writer.Write(image.Height);
        writer.Write(image.DescribedWidth);
        writer.Write(image.DescribedHeight);
        writer.Write(image.FeatureCount);
        writer.Write(path.Length);
        writer.Write(path);
    }

    private static IndexedImage ReadImage(BinaryReader reader)
    {
        long id = reader.ReadInt64(), lengthBytes = reader.ReadInt64();
        var modified = new DateTime(reader.ReadInt64(), DateTimeKind.Utc);
        byte[] hash = reader.ReadBytes(HashBytes);
        int width = reader.ReadInt32(), height = reader.ReadInt32();
        int describedWidth = reader.ReadInt32(), describedHeight = reader.ReadInt32();
        int features = reader.ReadInt32(), pathBytes = reader.ReadInt32();
        if (features <= 0 || describedWidth <= 0 || describedHeight <= 0 || pathBytes is <= 0 or > IndexFormat.LongestPathBytes)
        {
            throw new InvalidDataException($"the catalog's entry of image {id} cannot be right");
        }

        byte[] path = reader.ReadBytes(pathBytes);
        if (path.Length != pathBytes || hash.Length != HashBytes)
        {
            throw new EndOfStreamException();
        }

        var facts = new FileFacts(StrictUtf8.GetString(path), lengthBytes, modified, ImmutableArray.Create(hash));
        return new IndexedImage(id, facts, width, height, describedWidth, describedHeight, features);
    }
}
