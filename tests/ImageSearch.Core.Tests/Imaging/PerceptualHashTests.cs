using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class PerceptualHashTests
{
    private static readonly ImageReader Reader = new(new ImagingSettings());

    [Theory]
    [InlineData("jpeg15", 6)]
    [InlineData("scale50", 6)]
    public void Of_NearExactCopies_IsNearlyTheSame(string kind, int most)
    {
        foreach (string copy in Directory.GetFiles(TestData.Copies, $"*__{kind}.jpg"))
        {
            string photo = TestData.Photo(Path.GetFileName(copy).Split("__")[0]);
            Assert.InRange(PerceptualHash.Distance(Hash(photo), Hash(copy)) ?? 0, 0, most);
        }
    }

    [Fact]
    public void Of_DifferentPhotos_IsFarApart()
    {
        ulong[] hashes = [.. Directory.GetFiles(TestData.Photos, "*.jpg").Select(Hash)];
        Assert.All(hashes.SelectMany((a, i) => hashes.Skip(i + 1).Select(b => PerceptualHash.Distance(a, b))),
            bits => Assert.True(bits is null or > 9));
    }

    [Fact]
    public void Of_AFramedCopy_LeavesTheFrameOut()
    {
        GrayImage gray = Reader.Read(TestData.Photo("Wine")).Gray;
        const int frame = 40;
        var pixels = new byte[(gray.Width + (2 * frame)) * (gray.Height + (2 * frame))];
        Array.Fill(pixels, (byte)240);
        for (int y = 0; y < gray.Height; y++)
        {
            gray.Pixels.AsSpan(y * gray.Width, gray.Width).CopyTo(pixels.AsSpan(((y + frame) * (gray.Width + (2 * frame))) + frame));
        }

        ulong framed = PerceptualHash.Of(new GrayImage(gray.Width + (2 * frame), gray.Height + (2 * frame), pixels));
        Assert.InRange(PerceptualHash.Distance(PerceptualHash.Of(gray), framed)!.Value, 0, 3);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Of_FlatImages_IsNone(int slope)
    {
        byte[] pixels = [.. Enumerable.Range(0, 200 * 100).Select(i => (byte)(100 + (i % 200 * slope / 2)))];
        Assert.Equal(0UL, PerceptualHash.Of(new GrayImage(200, 100, pixels)));
        Assert.Equal(0UL, PerceptualHash.Of(new GrayImage(0, 0, [])));
        Assert.Null(PerceptualHash.Distance(0, 5));
    }

    private static ulong Hash(string path) => PerceptualHash.Of(Reader.Read(path).Gray);
}
