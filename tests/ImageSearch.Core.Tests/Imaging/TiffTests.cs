using System.IO.Compression;
using ImageSearch.Imaging;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

/// <summary>TIFFs whose pixels cannot be had are unreadable: libvips, left to itself, shows a flat image.</summary>
public sealed class TiffTests
{
    private const int Side = 64;
    private const int Deflate = 8;

    private static readonly ImageReader Reader = new(new ImagingSettings());
    private static readonly byte[] Grays = [.. Enumerable.Range(0, Side * Side).Select(i => (byte)((i % Side * 3) + (i / Side)))];

    /// <summary>Old-style JPEG, LZW (of other bytes), Deflate (likewise), one that nobody has, and the two of microscopes'
    /// slides.</summary>
    public static TheoryData<int, bool, bool> Unreadable()
    {
        var data = new TheoryData<int, bool, bool>();
        foreach (int compression in new[] { 6, 5, Deflate, 99, 33003, 34712 })
        {
            data.Add(compression, false, false);
            data.Add(compression, true, false);
            data.Add(compression, true, true);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Unreadable))]
    public void Read_OfACompressionThatIsNotKnownOrNotWhatItSays_IsUnreadable(int compression, bool isTiled, bool isYcc)
    {
        byte[] jpeg = File.ReadAllBytes(Path.Combine(TestData.Hostile, "gen_gray.jpg"));
        byte[] file = new TiffBuilder(Side, Side, jpeg) { Compression = compression, IsTiled = isTiled, IsYcc = isYcc }.Build();
        Assert.Equal(ErrorKind.ImageUnreadable, Assert.Throws<ImageException>(() => Reader.Read(file, "a.tif")).Kind);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_OfAnyLayout_GivesItsGrays_WhateverOtherTagsItHas(bool isTiled)
    {
        Assert.Equal(Grays, Reader.Read(new TiffBuilder(Side, Side, Grays) { IsTiled = isTiled }.Build(), "a.tif").Gray.Pixels);
        Assert.Equal(Grays, Reader.Read(new TiffBuilder(Side, Side, Deflated(Grays)) { IsTiled = isTiled, Compression = Deflate }.Build(),
            "a.tif").Gray.Pixels);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Read_OfAFlatImage_GivesIt(bool isTiled)
    {
        byte[] flat = [.. Enumerable.Repeat((byte)77, Side * Side)];
        Assert.Equal(flat, Reader.Read(new TiffBuilder(Side, Side, Deflated(flat)) { IsTiled = isTiled, Compression = Deflate }.Build(),
            "a.tif").Gray.Pixels);
    }

    [Theory]
    [InlineData(false, 1)]
    [InlineData(true, 1)]
    [InlineData(false, Deflate)]
    [InlineData(true, Deflate)]
    public void Read_OfDataThatEndTooEarly_IsUnreadable(bool isTiled, int compression)
    {
        byte[] data = compression == Deflate ? Deflated(Grays) : Grays;
        byte[] file = new TiffBuilder(Side, Side, data[..^(data.Length / 4)]) { IsTiled = isTiled, Compression = compression }.Build();
        Assert.Equal(ErrorKind.ImageUnreadable, Assert.Throws<ImageException>(() => Reader.Read(file, "a.tif")).Kind);
    }

    private static byte[] Deflated(byte[] data)
    {
        using var memory = new MemoryStream();
        using (var zlib = new ZLibStream(memory, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(data);
        }

        return memory.ToArray();
    }
}
