using System.Collections.Immutable;
using System.Text;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Sift;

namespace ImageSearch.Storage.Format;

/// <summary>How settings and images are written, in catalogs and in the tables of segments alike.</summary>
internal static class Records
{
    /// <summary>Text that is no text is damage.</summary>
    public static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The extractor stands above the kind of descriptor; files from before it was known have 0 there, which is our own.</summary>
    private const int ExtractorBits = 8;

    /// <summary>From a block's header to the version of its records: headers from before they had one have 0 there.</summary>
    public static int VersionOf(int inHeader) => inHeader == 0 ? IndexFormat.OldestVersion : inHeader;

    public static bool IsKnown(int version) => version is >= IndexFormat.OldestVersion and <= IndexFormat.Version;

    public static void WriteSettings(BinaryWriter writer, IndexSettings settings)
    {
        writer.Write(settings.Imaging.LongSidePixels);
        writer.Write(settings.Imaging.LimitMegapixels);
        writer.Write(settings.Sift.Features);
        writer.Write(settings.Sift.OctaveLayers);
        writer.Write(settings.Sift.ContrastThreshold);
        writer.Write(settings.Sift.EdgeThreshold);
        writer.Write(settings.Sift.Sigma);
        writer.Write(settings.Sift.WantedFeatures);
        writer.Write((int)settings.Sift.Descriptor | ((int)settings.Sift.Extractor << ExtractorBits));
    }

    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public static IndexSettings ReadSettings(BinaryReader reader)
    {
        var imaging = new ImagingSettings(reader.ReadInt32(), reader.ReadDouble());
        var sift = new SiftSettings(reader.ReadInt32(), reader.ReadInt32(), reader.ReadDouble(), reader.ReadDouble(), reader.ReadDouble(),
            reader.ReadInt32());
        int kind = reader.ReadInt32();
        sift = sift with
        {
            Descriptor = (DescriptorKind)(kind & ((1 << ExtractorBits) - 1)),
            Extractor = (FeatureExtractor)(kind >> ExtractorBits)
        };
        imaging.Validate();
        sift.Validate();
        return new IndexSettings(imaging, sift);
    }

    public static void WriteImage(BinaryWriter writer, StoredImage stored)
    {
        IndexedImage image = stored.Image;
        byte[] path = Encoding.UTF8.GetBytes(image.Path);
        writer.Write(image.Id);
        writer.Write(stored.SegmentOffset);
        writer.Write(stored.FirstRow);
        writer.Write(image.FeatureCount);
        writer.Write(image.LengthBytes);
        writer.Write(image.ModifiedUtc.Ticks);
        writer.Write(image.ContentHash.AsSpan());
        writer.Write(image.PerceptualHash);
        writer.Write(image.Width);
        writer.Write(image.Height);
        writer.Write(image.DescribedWidth);
        writer.Write(image.DescribedHeight);
        writer.Write(image.PageCount);
        writer.Write(image.Colours?.Values.Length ?? 0);
        writer.Write(image.Colours is { } colours ? colours.Values : []);
        writer.Write(path.Length);
        writer.Write(path);
    }

    /// <exception cref="InvalidDataException">No image can be like that.</exception>
    public static StoredImage ReadImage(BinaryReader reader, int version)
    {
        long id = reader.ReadInt64(), segment = reader.ReadInt64();
        int firstRow = reader.ReadInt32(), features = reader.ReadInt32();
        long lengthBytes = reader.ReadInt64();
        var modified = new DateTime(reader.ReadInt64(), DateTimeKind.Utc);
        byte[] hash = reader.ReadBytes(IndexFormat.HashBytes);
        ulong perceptual = reader.ReadUInt64();
        int width = reader.ReadInt32(), height = reader.ReadInt32();
        int describedWidth = reader.ReadInt32(), describedHeight = reader.ReadInt32();
        bool isOld = version == IndexFormat.OldestVersion;
        int pages = isOld ? 0 : reader.ReadInt32(), colourBytes = isOld ? 0 : reader.ReadInt32();
        byte[] colours = colourBytes is 0 or ColourSignature.Bytes ? reader.ReadBytes(colourBytes)
            : throw new InvalidDataException($"the colours of image {id} cannot be right");
        int pathBytes = reader.ReadInt32();
        bool isPlaced = features > 0 ? firstRow >= 0 : features == 0 && !isOld && (segment, firstRow) == (0, 0);
        if (!isPlaced || pages < 0 || describedWidth <= 0 || describedHeight <= 0 || pathBytes is <= 0 or > IndexFormat.LongestPathBytes)
        {
            throw new InvalidDataException($"the entry of image {id} cannot be right");
        }

        byte[] path = reader.ReadBytes(pathBytes);
        if (path.Length != pathBytes)
        {
            throw new EndOfStreamException();
        }

        var facts = new FileFacts(StrictUtf8.GetString(path), lengthBytes, modified, ImmutableArray.Create(hash));
        var image = new IndexedImage(id, facts, width, height, describedWidth, describedHeight, features)
        {
            PerceptualHash = perceptual,
            PageCount = pages,
            Colours = colours.Length == 0 ? null : new ColourSignature([.. colours]),
        };
        return new StoredImage(image, segment, firstRow);
    }

    /// <summary>Runs a reading of bytes; whatever they are, it ends with a value or with <see cref="InvalidDataException"/>.</summary>
    public static T Read<T>(ReadOnlyMemory<byte> bytes, string what, Func<BinaryReader, T> read)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes.ToArray(), writable: false));
        try
        {
            T value = read(reader);
            for (long left = reader.BaseStream.Length - reader.BaseStream.Position; left > 0; left--)
            {
                if (left >= IndexFormat.Alignment || reader.ReadByte() != 0)
                {
                    throw new InvalidDataException($"{what} is longer than what it lists");
                }
            }

            return value;
        }
        catch (Exception e) when (e is EndOfStreamException or DecoderFallbackException or ArgumentException or OverflowException)
        {
            throw new InvalidDataException($"{what} cannot be read", e);
        }
    }

    /// <summary>Runs a writing and pads what it wrote with zeroes to the alignment.</summary>
    public static byte[] Write(Action<BinaryWriter> write)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        write(writer);
        writer.Flush();
        stream.SetLength(IndexFormat.Align(stream.Length));
        return stream.ToArray();
    }
}
