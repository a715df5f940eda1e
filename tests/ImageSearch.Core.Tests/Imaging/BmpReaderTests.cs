using ImageSearch.Imaging;

namespace ImageSearch.Tests.Imaging;

public sealed class BmpReaderTests
{
    private static readonly byte[] TwoColours = BmpBuilder.Words(0x000000, 0xFF8000);

    [Fact]
    public void ReadRgb_Of24Bits_IsUprightAndIgnoresPadding()
    {
        byte[] bmp = BmpBuilder.Build(1, 2, 24, [1, 2, 3, 99, 4, 5, 6, 99]);
        Assert.Equal([6, 5, 4, 3, 2, 1], Read(bmp));
    }

    [Fact]
    public void ReadRgb_OfNegativeHeight_IsTopDown()
    {
        byte[] bmp = BmpBuilder.Build(1, -2, 24, [1, 2, 3, 0, 4, 5, 6, 0]);
        Assert.Equal([3, 2, 1, 6, 5, 4], Read(bmp));
    }

    [Theory]
    [InlineData(1, 0b0100_0000)]
    [InlineData(4, 0x01)]
    [InlineData(8, 0x00)]
    public void ReadRgb_OfPalette_LooksUpColours(int bits, byte first)
    {
        byte[] row = bits == 8 ? [0, 1, 0, 0] : [first, 0, 0, 0];
        byte[] palette = new byte[4 << bits];
        TwoColours.CopyTo(palette, 0);
        Assert.Equal([0, 0, 0, 0xFF, 0x80, 0], Read(BmpBuilder.Build(2, 1, bits, row, afterHeader: palette)));
    }

    [Fact]
    public void ReadRgb_Of16Bits_Is555()
    {
        Assert.Equal([255, 0, 132], Read(BmpBuilder.Build(1, 1, 16, [0b0001_0000, 0b0111_1100, 0, 0])));
    }

    [Fact]
    public void ReadRgb_OfBitFields_UsesTheMasks()
    {
        byte[] bmp = BmpBuilder.Build(1, 1, 16, [0b1110_0000, 0b0000_0111, 0, 0], 3, BmpBuilder.Words(0xF800, 0x07E0, 0x001F));
        Assert.Equal([0, 255, 0], Read(bmp));
    }

    [Fact]
    public void ReadRgb_WithAlphaMask_LiesOnWhite()
    {
        byte[] bmp = BmpBuilder.Build(2, 1, 32, BmpBuilder.Words(0x00000000, 0xFF102030), 3,
            masksInHeader: BmpBuilder.Words(0xFF0000, 0xFF00, 0xFF, 0xFF000000));
        Assert.Equal([255, 255, 255, 0x10, 0x20, 0x30], Read(bmp));
    }

    [Fact]
    public void ReadRgb_Of32BitsWithoutMasks_HasNoAlpha()
    {
        Assert.Equal([0x10, 0x20, 0x30], Read(BmpBuilder.Build(1, 1, 32, BmpBuilder.Words(0x00102030))));
    }

    [Fact]
    public void ReadRgb_OfRunLength8_FollowsRunsEscapesAndMoves()
    {
        byte[] palette = new byte[1024];
        TwoColours.CopyTo(palette, 0);
        byte[] data = [2, 1, 0, 0, 0, 3, 0, 1, 0, 0, 0, 1];
        byte[] rgb = Read(BmpBuilder.Build(3, 2, 8, data, 1, palette));
        Assert.Equal([0, 0, 0, 0xFF, 0x80, 0, 0, 0, 0], rgb[..9]);
        Assert.Equal([0xFF, 0x80, 0, 0xFF, 0x80, 0, 0, 0, 0], rgb[9..]);
    }

    [Fact]
    public void ReadRgb_OfRunLength4_AlternatesNibbles()
    {
        byte[] palette = new byte[64];
        TwoColours.CopyTo(palette, 0);
        Assert.Equal([0, 0, 0, 0xFF, 0x80, 0, 0, 0, 0], Read(BmpBuilder.Build(3, 1, 4, [3, 0x01, 0, 1], 2, palette)));
    }

    [Fact]
    public void ReadRgb_OfMorePixelsThanBytes_IsRefusedBeforeMemoryIsTaken()
    {
        byte[] bmp = BmpBuilder.Build(40_000, 40_000, 24, new byte[100]);
        Assert.Throws<InvalidDataException>(() => Read(bmp));
        byte[] runs = BmpBuilder.Build(40_000, 40_000, 8, new byte[100], 1, new byte[1024]);
        Assert.Throws<InvalidDataException>(() => Read(runs));
    }

    [Theory]
    [InlineData(0, 1, 24, 0)]
    [InlineData(1, int.MinValue, 24, 0)]
    [InlineData(-5, 1, 24, 0)]
    [InlineData(1, 1, 7, 0)]
    [InlineData(1, 1, 24, 5)]
    [InlineData(1, -1, 8, 1)]
    public void Header_ThatIsWrong_IsRefused(int width, int height, int bits, int compression)
    {
        byte[] bmp = BmpBuilder.Build(width, height, bits, new byte[64], compression, new byte[1024]);
        Assert.Throws<InvalidDataException>(() => new BmpReader(new MemoryStream(bmp)));
    }

    [Fact]
    public void EveryTruncation_IsAnErrorAndNeverACrash()
    {
        byte[] palette = new byte[1024];
        byte[][] files =
        [
            BmpBuilder.Build(3, 3, 24, new byte[36]),
            BmpBuilder.Build(3, 2, 8, [2, 1, 0, 0, 0, 3, 0, 1, 0, 0, 0, 1], 1, palette),
            BmpBuilder.Build(1, 1, 16, [0, 0, 0, 0], 3, BmpBuilder.Words(0xF800, 0x07E0, 0x001F)),
        ];
        foreach (byte[] file in files)
        {
            for (int length = 2; length < file.Length; length++)
            {
                Exception? error = Record.Exception(() => Read(file[..length]));
                Assert.True(error is InvalidDataException or EndOfStreamException, $"{length} of {file.Length} bytes: {error}");
            }
        }
    }

    private static byte[] Read(byte[] file) => new BmpReader(new MemoryStream(file)).ReadRgb();
}
