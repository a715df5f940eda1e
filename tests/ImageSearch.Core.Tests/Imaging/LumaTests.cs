using ImageSearch.Imaging;

namespace ImageSearch.Tests.Imaging;

public sealed class LumaTests
{
    [Theory]
    [InlineData(255, 0, 0, 76)]
    [InlineData(0, 255, 0, 150)]
    [InlineData(0, 0, 255, 29)]
    [InlineData(10, 200, 90, 131)]
    public void FromRgb_IsRec601(byte r, byte g, byte b, byte expected)
    {
        byte[] gray = new byte[1];
        Luma.FromRgb([r, g, b], gray);
        Assert.Equal(expected, gray[0]);
    }

    [Fact]
    public void FromRgb_KeepsEveryGray()
    {
        for (int value = 0; value < 256; value++)
        {
            byte[] gray = new byte[1];
            Luma.FromRgb([(byte)value, (byte)value, (byte)value], gray);
            Assert.Equal(value, gray[0]);
        }
    }
}
