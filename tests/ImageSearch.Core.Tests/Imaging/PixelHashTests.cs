using System.Buffers.Binary;
using ImageSearch.Imaging;
using ImageSearch.Imaging.Vips;
using ImageSearch.Tests.Comparison;
using ImageSearch.Tests.Comparison.Pixels;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Imaging;

public sealed class PixelHashTests : IDisposable
{
    private const double Limit = 50;

    private static readonly ColourImage Photo = Frames.Colours("aitzgorri");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    /// <summary>Stored turned and tagged so, or upright: every viewer shows the same.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    public void Of_AnyOrientation_IsThatOfTheUprightPixels(int orientation)
    {
        byte[] stored = Tiff(Altered.Stored(Photo, orientation), orientation);
        Assert.Equal(Hash(Png(Photo)), Hash(stored));
        Assert.Equal(orientation == 1, Hash(Png(Photo)).AsSpan().SequenceEqual(Hash(Png(Altered.Stored(Photo, orientation)))));
    }

    [Fact]
    public void Of_OtherCompression_IsTheSame_AndOfOneOtherPixel_IsNot()
    {
        byte[] hash = Hash(Png(Photo));
        Assert.Equal(hash, Hash(Tiff(Photo, 1)));
        Assert.Equal(hash, Hash(Bmp(Photo)));
        byte[] other = [.. Photo.Rgb];
        other[^1] ^= 1;
        Assert.NotEqual(hash, Hash(Png(Photo with { Rgb = other })));
    }

    [Fact]
    public void Of_AnotherShapeOfTheSameBytes_IsAnother() =>
        Assert.NotEqual(Hash(Png(Altered.Plain(40, 30, 0, 0, 0))), Hash(Png(Altered.Plain(30, 40, 0, 0, 0))));

    /// <summary>The same numbers mean other colours.</summary>
    [Fact]
    public void Of_AnotherColourProfile_IsAnother()
    {
        byte[] plain = Hash(Png(Photo)), profiled = Hash(WithProfile(Photo, "p3"));
        Assert.NotEqual(plain, profiled);
        Assert.Equal(profiled, Hash(WithProfile(Photo, "p3")));
        Assert.NotEqual(profiled, Hash(WithProfile(Photo, "srgb")));
    }

    /// <summary>A gray file and one of equal red, green and blue look the same; so does what is gray with a palette.</summary>
    [Fact]
    public void Of_Gray_IsThatOfEqualRedGreenAndBlue()
    {
        ColourImage gray = Altered.Gray(Photo);
        byte[] oneBand = gray.Run(image => Encoded(image, "extract_band", o => o.Set("band", 0), EncodedImage.Png));
        Assert.True(oneBand.Length < Png(gray).Length);
        Assert.Equal(Hash(Png(gray)), Hash(oneBand));
    }

    /// <summary>More than 8 bits are not cut off: what differs below differs.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(6)]
    public void Of_SixteenBits_CountsAllOfThem(int orientation)
    {
        ushort[] levels = [.. Photo.Rgb.Take(3 * 60 * 40).Select(v => (ushort)(v * 257))];
        byte[] hash = Hash(Tiff16(levels, 60, 40, orientation));
        Assert.Equal(hash, Hash(Tiff16(levels, 60, 40, orientation)));
        levels[^1] ^= 1;
        Assert.NotEqual(hash, Hash(Tiff16(levels, 60, 40, orientation)));
        Assert.NotEqual(hash, Hash(Png(Altered.Cropped(Photo, 0, 0, 60, 40))));
    }

    [Fact]
    public void Of_Transparency_Counts()
    {
        byte[] opaque = Photo.Run(image => Encoded(image, "addalpha", o => o, EncodedImage.Png));
        Assert.NotEqual(Hash(Png(Photo)), Hash(opaque));
    }

    [Fact]
    public void Of_BlackPhotographs_IsTheSameOnlyWhereTheyAre()
    {
        ColourImage black = Altered.Plain(64, 48, 0, 0, 0), nearly = Altered.Plain(64, 48, 0, 0, 1);
        Assert.Equal(Hash(Png(black)), Hash(Tiff(black, 1)));
        Assert.NotEqual(Hash(Png(black)), Hash(Png(nearly)));
    }

    [Theory]
    [InlineData("no such file.png", ErrorKind.ImageNotFound)]
    [InlineData("gen_photo_trunc_50pct.jpg", ErrorKind.ImageUnreadable)]
    [InlineData("gen_zero_bytes.png", ErrorKind.ImageUnreadable)]
    [InlineData("gen_text.jpg", ErrorKind.ImageUnreadable)]
    [InlineData("gen_bomb_30000x30000_1bit.png", ErrorKind.ImageTooLarge)]
    public void Of_WhatCannotBeRead_NamesTheFile(string name, ErrorKind kind)
    {
        string path = Path.Combine(TestData.Hostile, name);
        ImageException e = Assert.Throws<ImageException>(() => PixelHash.Of(path, Limit));
        Assert.Equal((kind, path), (e.Kind, e.Target));
    }

    [Fact]
    public void Of_ATurnedFileThatEndsTooEarly_IsUnreadable()
    {
        byte[] whole = File.ReadAllBytes(Path.Combine(TestData.Hostile, "exif-o_Landscape_6.jpg"));
        Assert.Equal(ErrorKind.ImageUnreadable, Assert.Throws<ImageException>(() => Hash(whole[..(whole.Length / 2)])).Kind);
    }

    private static byte[] Png(ColourImage image) => image.Run(EncodedImage.Png);

    private static byte[] Tiff(ColourImage image, int orientation) => image.Run(i => Oriented(i, orientation));

    private static byte[] Bmp(ColourImage image)
    {
        int stride = ((3 * image.Width) + 3) & ~3;
        var rows = new byte[stride * image.Height];
        for (int i = 0; i < image.Width * image.Height; i++)
        {
            int to = ((image.Height - 1 - (i / image.Width)) * stride) + (3 * (i % image.Width));
            (rows[to], rows[to + 1], rows[to + 2]) = (image.Rgb[(3 * i) + 2], image.Rgb[(3 * i) + 1], image.Rgb[3 * i]);
        }

        return BmpBuilder.Build(image.Width, image.Height, 24, rows);
    }

    private static byte[] WithProfile(ColourImage image, string profile) =>
        image.Run(i => EncodedImage.Save("pngsave_target", i, save => save.Set("profile", profile)));

    private static byte[] Encoded(VipsObject image, string name, Func<VipsOperation, VipsOperation> set, Func<VipsObject, byte[]> encode)
    {
        using var operation = new VipsOperation(name);
        using VipsObject made = set(operation.Set("in", image)).RunToImage();
        return encode(made);
    }

    private static unsafe byte[] Tiff16(ushort[] rgb, int width, int height, int orientation)
    {
        VipsRuntime.EnsureStarted();
        fixed (ushort* data = rgb)
        {
            const int Ushort = 2;
            using VipsObject image =
                VipsObject.Own(VipsNative.NewImageFromMemory((byte*)data, (nuint)(2 * rgb.Length), width, height, 3, Ushort));
            using var tag = new VipsOperation("copy");
            using VipsObject tagged = tag.Set("in", image).Set("interpretation", "rgb16").RunToImage();
            return Oriented(tagged, orientation);
        }
    }

    /// <summary>A TIFF whose orientation is set by hand: one directory entry, tag 274.</summary>
    private static byte[] Oriented(VipsObject image, int orientation)
    {
        byte[] tiff = EncodedImage.Save("tiffsave_target", image, save => save.Set("compression", "lzw"));
        int directory = BinaryPrimitives.ReadInt32LittleEndian(tiff.AsSpan(4));
        int entries = BinaryPrimitives.ReadUInt16LittleEndian(tiff.AsSpan(directory));
        for (int entry = directory + 2; entry < directory + 2 + (12 * entries); entry += 12)
        {
            if (BinaryPrimitives.ReadUInt16LittleEndian(tiff.AsSpan(entry)) == 274)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(tiff.AsSpan(entry + 8), (ushort)orientation);
                return tiff;
            }
        }

        throw new InvalidDataException("No orientation was written.");
    }

    private byte[] Hash(byte[] file)
    {
        string path = _folder.At("file");
        File.WriteAllBytes(path, file);
        return PixelHash.Of(path, Limit);
    }
}
