using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>Reads what opencv_sift.py --dump writes.</summary>
internal static class SiftDump
{
    public static GrayImage ReadGray(string path)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        int width = reader.ReadInt32(), height = reader.ReadInt32();
        return new GrayImage(width, height, reader.ReadBytes(width * height));
    }

    public static ImageFeatures ReadFeatures(string path, int width, int height)
    {
        using var reader = new BinaryReader(File.OpenRead(path));
        var keypoints = new Keypoint[reader.ReadInt32()];
        var descriptors = new byte[keypoints.Length * SiftSettings.DescriptorBytes];
        for (int i = 0; i < keypoints.Length; i++)
        {
            float x = reader.ReadSingle(), y = reader.ReadSingle(), size = reader.ReadSingle(), angle = reader.ReadSingle(),
                response = reader.ReadSingle();
            _ = reader.ReadUInt32();
            keypoints[i] = new Keypoint(x, y, size / 2, angle, response);
            reader.ReadBytes(SiftSettings.DescriptorBytes).CopyTo(descriptors, i * SiftSettings.DescriptorBytes);
        }

        return new ImageFeatures(width, height, keypoints, descriptors);
    }
}
