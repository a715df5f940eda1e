using System.Runtime.InteropServices;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Cluster.Shards;

/// <summary>A described image as it goes from node to node: all that a comparison can look at, bit by bit.</summary>
internal static class QueryBytes
{
    /// <summary>The bytes of an image.</summary>
    public static byte[] Write(DescribedImage image)
    {
        using var bytes = new MemoryStream();
        using var to = new BinaryWriter(bytes);
        to.Write(ByteForm.Newest);
        to.Write(image.Facts.Path);
        to.Write(image.Facts.LengthBytes);
        to.Write(image.Facts.ModifiedUtc.Ticks);
        WriteArray<byte>(to, image.Facts.ContentHash.AsSpan());
        to.Write(image.Width);
        to.Write(image.Height);
        to.Write(image.PerceptualHash);
        to.Write(image.PageCount);
        WriteArray(to, image.Colours is { } colours ? colours.Values : []);
        Write(to, image.Features);
        to.Write(image.MoreFeatures is not null);
        if (image.MoreFeatures is { } more)
        {
            Write(to, more);
        }

        return bytes.ToArray();
    }

    /// <summary>The image.</summary>
    /// <exception cref="EndOfStreamException">The bytes are cut short.</exception>
    /// <exception cref="ByteFormException">They are of another version.</exception>
    public static DescribedImage Read(byte[] bytes)
    {
        using var from = new BinaryReader(new MemoryStream(bytes));
        ByteForm.Check(from.ReadByte());
        string path = from.ReadString();
        var facts = new FileFacts(path, from.ReadInt64(), new DateTime(from.ReadInt64(), DateTimeKind.Utc),
            ImmutableCollectionsMarshal.AsImmutableArray(ReadArray<byte>(from)));
        (int width, int height, ulong hash, int pages) = (from.ReadInt32(), from.ReadInt32(), from.ReadUInt64(), from.ReadInt32());
        byte[] colours = ReadArray<byte>(from);
        ImageFeatures features = ReadFeatures(from);
        return new DescribedImage(facts, width, height, features)
        {
            PerceptualHash = hash,
            PageCount = pages,
            Colours = colours.Length == 0 ? null : new ColourSignature(ImmutableCollectionsMarshal.AsImmutableArray(colours)),
            MoreFeatures = from.ReadBoolean() ? ReadFeatures(from) : null,
        };
    }

    private static void Write(BinaryWriter to, ImageFeatures features)
    {
        to.Write(features.Width);
        to.Write(features.Height);
        to.Write((int)features.Kind);
        to.Write((int)features.Extractor);
        WriteArray<Keypoint>(to, features.Keypoints);
        WriteArray<byte>(to, features.Descriptors);
        to.Write(features.Frames is not null);
        WriteArray<AffineFrame>(to, features.Frames ?? []);
    }

    private static ImageFeatures ReadFeatures(BinaryReader from)
    {
        (int width, int height) = (from.ReadInt32(), from.ReadInt32());
        (int kind, int extractor) = (from.ReadInt32(), from.ReadInt32());
        Keypoint[] keypoints = ReadArray<Keypoint>(from);
        byte[] descriptors = ReadArray<byte>(from);
        bool hasFrames = from.ReadBoolean();
        AffineFrame[] frames = ReadArray<AffineFrame>(from);
        return new ImageFeatures(width, height, keypoints, descriptors, (DescriptorKind)kind)
        {
            Extractor = (FeatureExtractor)extractor,
            Frames = hasFrames ? frames : null,
        };
    }

    private static void WriteArray<T>(BinaryWriter to, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        to.Write(values.Length);
        to.Write(MemoryMarshal.AsBytes(values));
    }

    private static unsafe T[] ReadArray<T>(BinaryReader from)
        where T : unmanaged
    {
        int count = from.ReadInt32();
        long left = from.BaseStream.Length - from.BaseStream.Position;
        if (count < 0 || count > left / sizeof(T))
        {
            throw new EndOfStreamException();
        }

        var values = new T[count];
        from.BaseStream.ReadExactly(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }
}
