using System.Buffers.Binary;
using System.Text;
using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Magick.Tests;

/// <summary>Files that are cut, damaged, misnamed or made to cost much end in one clear error, and soon.</summary>
public sealed class HostileTests
{
    private const int Cuts = 60;
    private const int Flips = 150;

    public static TheoryData<string> Files() => [".heic", ".jxl", "__orientation6.jxl", ".jp2", "__tiles.jp2"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_OfAFileThatEndsTooEarly_IsUnreadable(string ending)
    {
        byte[] whole = Samples.Read(Samples.Photo + ending);
        foreach (int length in Enumerable.Range(1, Cuts).Select(i => whole.Length * i / (Cuts + 1)).Append(whole.Length - 1)
            .Where(n => n > 32))
        {
            ImageException e = Assert.Throws<ImageException>(() => Samples.Load(whole[..length]));
            Assert.Equal(ErrorKind.ImageUnreadable, e.Kind);
            Assert.DoesNotContain(Path.GetTempPath(), e.Message, StringComparison.Ordinal);
        }
    }

    /// <summary>At the starts of tiles nothing is half, but tiles are missing.</summary>
    [Fact]
    public void Read_OfAJpeg2000ThatEndsAfterATile_IsUnreadable()
    {
        byte[] whole = Samples.Read(Samples.Photo + "__tiles.jp2");
        byte[] startOfTile = [0xFF, 0x90, 0, 10];
        int[] starts = [.. Enumerable.Range(0, whole.Length - 4).Where(i => whole.AsSpan(i, 4).SequenceEqual(startOfTile))];
        Assert.InRange(starts.Length, 4, 100);
        Assert.All(starts, at =>
            Assert.Equal(ErrorKind.ImageUnreadable, Assert.Throws<ImageException>(() => Samples.Load(whole[..at])).Kind));
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void Read_OfDamagedFiles_GivesAnImageOrOneClearError(string ending)
    {
        byte[] whole = Samples.Read(Samples.Photo + ending);
        var random = new Random(15);
        var reader = new ImageReader(new ImagingSettings(LimitMegapixels: 20));
        for (int i = 0; i < Flips; i++)
        {
            byte[] damaged = [.. whole];
            for (int flip = 0; flip <= i % 4; flip++)
            {
                // Half of them in the headers, where they say most.
                damaged[random.Next(i % 2 == 0 ? 600 : damaged.Length)] ^= (byte)(1 << random.Next(8));
            }

            try
            {
                Assert.InRange(reader.Read(damaged, "damaged").Gray.Pixels.Length, 1, 512 * 512);
            }
            catch (ImageException e)
            {
                Assert.Contains(e.Kind, new[] { ErrorKind.ImageUnreadable, ErrorKind.ImageTooLarge });
                Assert.DoesNotContain(Path.GetTempPath(), e.Message, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("....ftypheic")]
    [InlineData("\0\0\0\u0018ftypheic\0\0\0\0mif1heic")]
    [InlineData("\0\0\0\u000CjP  \r\n\u0087\n")]
    public void Read_OfAnSvgNamedHeic_IsUnreadable_WhateverItBeginsWith(string start)
    {
        byte[] file = [.. Encoding.Latin1.GetBytes(start),
            .. "<svg xmlns='http://www.w3.org/2000/svg' width='90' height='80'><rect width='50' height='40'/></svg>"u8];
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.At("a.heic"), file);
        ImageException e = Assert.Throws<ImageException>(() => new ImageReader(new ImagingSettings()).Read(folder.At("a.heic")));
        Assert.Equal(ErrorKind.ImageUnreadable, e.Kind);
    }

    [Theory]
    [InlineData("a[1].heic")]
    [InlineData("svg:a.heic")]
    [InlineData("@a %d.heic")]
    public void Read_TakesNamesAsTheyAre(string name)
    {
        if (OperatingSystem.IsWindows() && name.Contains(':', StringComparison.Ordinal))
        {
            return;
        }

        using var folder = new TemporaryFolder();
        File.Copy(Samples.PathOf(Samples.Photo + ".heic"), folder.At(name));
        Assert.Equal(214, new ImageReader(new ImagingSettings()).Read(folder.At(name)).OriginalWidth);
    }

    /// <summary>Six kilobytes that ask for 68 megapixels: each tile of the grid is the same one.</summary>
    [Fact]
    public void Read_OfMorePixelsThanTheLimit_IsRefusedByTheHeader()
    {
        byte[] bomb = new HeifBuilder(Samples.Read(Samples.Photo + ".heic")).Grid(31, 32, 6848, 9920);
        ImageException e = Assert.Throws<ImageException>(() => new ImageReader(new ImagingSettings(LimitMegapixels: 50))
            .Read(bomb, "bomb"));
        Assert.Equal(ErrorKind.ImageTooLarge, e.Kind);
        Assert.Contains("6848 x 9920", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20_000, 20_000, 250, ErrorKind.ImageTooLarge, "20000 x 20000")]
    [InlineData(20_000, 20_000, 1000, ErrorKind.ImageUnreadable, "no more than 250 megapixels")]
    [InlineData(-1, 1, 250, ErrorKind.ImageUnreadable, "")]
    public void Read_OfAJpeg2000ThatClaimsTooMany_IsRefusedByTheHeader(
        int width, int height, int limitMegapixels, ErrorKind kind, string message)
    {
        byte[] file = Samples.Codestream(Samples.Photo + ".jp2");
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(8), width);
        BinaryPrimitives.WriteInt32BigEndian(file.AsSpan(12), height);
        ImageException e = Assert.Throws<ImageException>(() => new ImageReader(new ImagingSettings(LimitMegapixels: limitMegapixels))
            .Read(file, "bomb"));
        Assert.Equal(kind, e.Kind);
        Assert.Contains(message, e.Message, StringComparison.Ordinal);
    }

    /// <summary>The size marker (ITU-T T.800, A.5.1) has the number of components at its end, and three bytes for each.</summary>
    [Theory]
    [InlineData(8)]
    [InlineData(40)]
    [InlineData(16_384)]
    public void Read_OfAJpeg2000OfManyComponents_IsRefusedByTheHeader(int components)
    {
        byte[] file = Samples.Codestream(Samples.Photo + "__gray.jp2");
        byte[] marker = [.. file[..40], (byte)(components >> 8), (byte)components, .. Enumerable.Repeat(file[42..45], components)
            .SelectMany(b => b)];
        BinaryPrimitives.WriteUInt16BigEndian(marker.AsSpan(4), (ushort)(marker.Length - 4));
        ImageException e = Assert.Throws<ImageException>(() => Samples.Load([.. marker, .. file[45..]]));
        Assert.Equal(ErrorKind.ImageUnreadable, e.Kind);
        Assert.DoesNotContain("segment", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(64, 64)]
    [InlineData(4000, 4000)]
    public void Read_OfPixelsThatAreNotThoseOfTheHeader_IsUnreadable(int width, int height)
    {
        byte[] file = new HeifBuilder(Samples.Read(Samples.Photo + ".heic")) { Width = width, Height = height }.Single();
        Assert.Equal(ErrorKind.ImageUnreadable, Assert.Throws<ImageException>(() => Samples.Load(file)).Kind);
    }
}
