using System.Text;
using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Magick.Tests;

/// <summary>The sample files in tests/data/magick, and what is made of them.</summary>
internal static class Samples
{
    public const string Photo = "Wine_by_Jakkub_Mede";

    private const int GridSide = 8;

    public static string PathOf(string name) => Path.Combine(TestData.Tests, "data", "magick", name);

    public static byte[] Read(string name) => File.ReadAllBytes(PathOf(name));

    /// <summary>The codestream in a JP2 file: what is in its box "jp2c".</summary>
    public static byte[] Codestream(string name)
    {
        byte[] file = Read(name);
        return file[(file.AsSpan().IndexOf(Encoding.ASCII.GetBytes("jp2c")) + 4)..];
    }

    public static LoadedImage Load(byte[] file) => new ImageReader(new ImagingSettings()).Read([.. file], "sample");

    /// <summary>Mean grays on a grid of 8 x 8.</summary>
    public static double[] Grid(GrayImage image)
    {
        var sums = new double[GridSide * GridSide];
        var counts = new int[sums.Length];
        for (int y = 0; y < image.Height; y++)
        {
            for (int x = 0; x < image.Width; x++)
            {
                int cell = (y * GridSide / image.Height * GridSide) + (x * GridSide / image.Width);
                sums[cell] += image.Pixels[(y * image.Width) + x];
                counts[cell]++;
            }
        }

        return [.. sums.Zip(counts, (sum, count) => sum / count)];
    }

    /// <summary>How many levels two images are apart, on average over their grids.</summary>
    public static double Difference(double[] a, double[] b) => a.Zip(b, (x, y) => Math.Abs(x - y)).Average();

    /// <summary>The grid of the photograph that the samples were made of.</summary>
    public static double[] PhotoGrid() => Grid(new ImageReader(new ImagingSettings()).Read(TestData.Photo(Photo)).Gray);

    /// <summary>A grid turned clockwise by a quarter, so many times.</summary>
    public static double[] Turned(double[] grid, int quarters)
    {
        for (int q = 0; q < quarters; q++)
        {
            double[] before = grid;
            grid = [.. Enumerable.Range(0, before.Length)
                .Select(i => before[((GridSide - 1 - (i % GridSide)) * GridSide) + (i / GridSide)])];
        }

        return grid;
    }
}
