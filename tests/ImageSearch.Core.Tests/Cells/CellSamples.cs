using ImageSearch.Index;
using ImageSearch.Tests.Index;

namespace ImageSearch.Tests.Cells;

/// <summary>Images whose rows lie in clusters, as those of photographs do.</summary>
internal static class CellSamples
{
    public const int RowsAnImage = 100;
    private const int Clusters = 64;

    private static readonly byte[] Middles = Samples.Rows(new Random(99), Clusters, 160);

    /// <summary>The rows of an image: each somewhere around a cluster's middle.</summary>
    public static byte[] Rows(int seed, int rows = RowsAnImage)
    {
        var random = new Random(seed);
        var made = new byte[rows * 128];
        for (int row = 0; row < rows; row++)
        {
            int cluster = random.Next(Clusters);
            for (int i = 0; i < 128; i++)
            {
                made[(row * 128) + i] = (byte)Math.Clamp(Middles[(cluster * 128) + i] + random.Next(-30, 31), 0, 255);
            }
        }

        return made;
    }

    /// <summary>The same rows, each value a little off.</summary>
    public static byte[] Altered(byte[] rows, int seed, int by = 6)
    {
        var random = new Random(seed);
        return Array.ConvertAll(rows, v => (byte)Math.Clamp(v + random.Next(-by, by + 1), 0, 255));
    }

    /// <summary>An index of images, the first one of id 1 and seed 1.</summary>
    public static ImageIndex Index(int images, IndexKind kind = IndexKind.Flat)
    {
        var index = new ImageIndex(IndexSettings.Default, kind);
        for (int i = 1; i <= images; i++)
        {
            index.Add(Samples.Image($"image{i}.jpg", Rows(i)), out _);
        }

        return index;
    }
}
