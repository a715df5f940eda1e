using ImageSearch.Imaging;
using ImageSearch.Tests.Comparison;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class JpegBlocksTests : IDisposable
{
    private static readonly int[] Counted = [.. Enumerable.Range(0, 64)];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>The zigzag, as T.81 draws it (figure A.6).</summary>
    [Fact]
    public void Upright_PutsTheZigzagIntoRows()
    {
        double[] steps = JpegBlocks.Upright(Counted, 1, 16, 16).Steps;
        Assert.Equal([0, 1, 5, 6, 14, 15, 27, 28], steps[..8]);
        Assert.Equal([2, 4, 7, 13, 16, 26, 29, 42], steps[8..16]);
        Assert.Equal([35, 36, 48, 49, 57, 58, 62, 63], steps[56..]);
    }

    /// <summary>Where the first whole block lies of a picture whose sides leave 5 and 3 pixels.</summary>
    [Theory]
    [InlineData(1, 0, 0, false)]
    [InlineData(2, 5, 0, false)]
    [InlineData(3, 5, 3, false)]
    [InlineData(4, 0, 3, false)]
    [InlineData(5, 0, 0, true)]
    [InlineData(6, 5, 0, true)]
    [InlineData(7, 5, 3, true)]
    [InlineData(8, 0, 3, true)]
    public void Upright_BeginsWhereTheStoredPictureDoes(int orientation, int left, int top, bool isTransposed)
    {
        JpegBlocks blocks = JpegBlocks.Upright(Counted, orientation, 21, 19);
        Assert.Equal((left, top), (blocks.Left, blocks.Top));
        Assert.Equal(isTransposed ? (2, 1) : (1, 2), (blocks.Steps[1], blocks.Steps[8]));
    }

    [Fact]
    public void Of_Files()
    {
        ColourImage picture = Altered.Plain(40, 30, 90, 120, 30);
        JpegBlocks jpeg = Of(picture.Run(i => EncodedImage.Jpeg(i, 50)))!, png = Of(picture.Run(EncodedImage.Png))!;
        Assert.Equal((16, 11, false), (jpeg.Steps[0], jpeg.Steps[1], jpeg.IsAnywhere));
        Assert.Equal((0, true), (png.Steps.Max(), png.IsAnywhere));
        Assert.Null(Of("GIF89a, and no more than that: not known"u8.ToArray()));
    }

    private JpegBlocks? Of(byte[] bytes)
    {
        string path = _folder.At("picture");
        File.WriteAllBytes(path, bytes);
        return JpegBlocks.Of(path, 40, 30);
    }
}
