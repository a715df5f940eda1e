using System.Collections.Immutable;
using System.Security.Cryptography;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Index;

/// <summary>Images made of chosen rows, without pixels.</summary>
internal static class Samples
{
    public static DescribedImage Image(string name, byte[] descriptors, DateTime? modified = null)
    {
        var keypoints = new Keypoint[descriptors.Length / 128];
        for (int i = 0; i < keypoints.Length; i++)
        {
            keypoints[i] = new Keypoint(i % 100, i / 100 % 80, 1 + (i % 7), i % 360, 0.1f);
        }

        ImmutableArray<byte> hash = [.. SHA256.HashData(descriptors)];
        var facts = new FileFacts(Path.GetFullPath(name), descriptors.Length, modified ?? DateTime.UnixEpoch, hash);
        return new DescribedImage(facts, 200, 160, new ImageFeatures(100, 80, keypoints, descriptors));
    }

    public static byte[] Rows(Random random, int rows, int values = 256)
    {
        var bytes = new byte[rows * 128];
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)random.Next(values);
        }

        return bytes;
    }

    public static ImageIndex Index(params byte[][] images)
    {
        var index = new ImageIndex(IndexSettings.Default);
        for (int i = 0; i < images.Length; i++)
        {
            index.Add(Image($"image{i + 1}.jpg", images[i]), out _);
        }

        return index;
    }
}
