using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class ColourSignatureTests
{
    private static readonly ImageReader Reader = new(new ImagingSettings());

    private static readonly (byte, byte, byte) Blue = (0, 35, 149), White = (255, 255, 255), Red = (237, 41, 57), Green = (0, 146, 70);

    [Fact]
    public void Copies_AreNear_AndOtherFlagsAreNot()
    {
        ColourSignature french = Of(DrawnImage.Stripes(300, 200, Blue, White, Red));
        Assert.InRange(french.Distance(Of(DrawnImage.Stripes(151, 101, Blue, White, Red))), 0, ColourSignature.MaxApart);
        Assert.InRange(french.Distance(Of(DrawnImage.Stripes(300, 200, Green, White, Red))), 100, 255);
        Assert.InRange(french.Distance(Of(DrawnImage.Stripes(300, 200, Red, White, Blue))), 100, 255);
        Assert.Equal(0, french.Distance(Of(DrawnImage.Stripes(300, 200, Red, White, Blue)).Mirrored()));
    }

    [Fact]
    public void Photos_AreNearTheirCopies_AndHaveColours()
    {
        foreach (string photo in (string[])["Wine", "life", "Dragonfly"])
        {
            ColourSignature original = Reader.Read(TestData.Photo(photo)).Gray.Colours!;
            string[] copies = Directory.GetFiles(TestData.Copies, photo + "*");
            Assert.All(copies.Where(c => c.Contains("jpeg15", StringComparison.Ordinal) || c.Contains("scale50", StringComparison.Ordinal)),
                c => Assert.InRange(original.Distance(Reader.Read(c).Gray.Colours!), 0, ColourSignature.MaxApart));
            Assert.False(original.IsGray);
        }

        Assert.True(Reader.Read(Path.Combine(TestData.Hostile, "gen_gray.jpg")).Gray.Colours!.IsGray);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 2)]
    [InlineData(1, 9)]
    [InlineData(700, 3)]
    public void ImagesOfAnySize_HaveOne(int width, int height)
    {
        byte[] pixels = [.. Enumerable.Repeat((byte[])[7, 8, 9], width * height).SelectMany(p => p)];
        Assert.All(ColourSignature.Of(pixels, width, height, 3).Values.ToArray().Chunk(3), p => Assert.Equal([7, 8, 9], p));
    }

    private static ColourSignature Of(byte[] png) => Reader.Read(png, "in memory").Gray.Colours!;
}
