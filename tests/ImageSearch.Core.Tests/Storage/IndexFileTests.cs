using System.Buffers.Binary;
using ImageSearch.Search;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Search.Samples;

namespace ImageSearch.Tests.Storage;

public sealed class IndexFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void SaveAndOpen_KeepEverything()
    {
        var random = new Random(1);
        ImageIndex index = Samples.Index(Samples.Rows(random, 30_000), Samples.Rows(random, 3), Samples.Rows(random, 40));
        index.Remove(2);
        index.Add(Samples.Image("ünïcødé 名前 [1].jpg", Samples.Rows(random, 11)), out _);
        IndexFile.Save(index, FilePath);
        ImageIndex opened = IndexFile.Open(FilePath);
        Assert.Equal(index.Settings, opened.Settings);
        Assert.Equal((index.ImageCount, index.RowCount, index.Generation), (opened.ImageCount, opened.RowCount, opened.Generation));
        Assert.False(opened.HasUnsavedChanges);
        foreach ((IndexedImage was, IndexedImage now) in index.GetImages().Zip(opened.GetImages()))
        {
            Assert.Equal(was with { Facts = now.Facts }, now);
            Assert.Equal((was.Path, was.LengthBytes, was.ModifiedUtc), (now.Path, now.LengthBytes, now.ModifiedUtc));
            Assert.Equal(was.ContentHash.AsSpan(), now.ContentHash.AsSpan());
            Assert.Equal(index.Snapshot().GetFeatures(was.Id).Descriptors, opened.Snapshot().GetFeatures(was.Id).Descriptors);
            Assert.Equal(index.Snapshot().GetFeatures(was.Id).Keypoints, opened.Snapshot().GetFeatures(was.Id).Keypoints);
        }

        opened.Add(Samples.Image("new.jpg", Samples.Rows(random, 1)), out IndexedImage added);
        Assert.Equal(5, added.Id);
    }

    [Fact]
    public void SaveAndOpen_OfAnEmptyIndex_Work()
    {
        IndexFile.Save(new ImageIndex(IndexSettings.Default), FilePath);
        Assert.Equal(0, IndexFile.Open(FilePath).ImageCount);
    }

    [Fact]
    public void Save_OfTheSameIndex_GivesTheSameBytes()
    {
        byte[] rows = Samples.Rows(new Random(2), 50);
        IndexFile.Save(Samples.Index(rows), FilePath);
        IndexFile.Save(IndexFile.Open(FilePath), _folder.At("b.imgidx"));
        Assert.Equal(File.ReadAllBytes(FilePath), File.ReadAllBytes(_folder.At("b.imgidx")));
    }

    [Fact]
    public void Save_OverAnotherFile_NeedsReplace_OverItsOwnItDoesNot()
    {
        ImageIndex index = Samples.Index(new byte[128]);
        File.WriteAllText(FilePath, "precious");
        Assert.Equal(ErrorKind.IndexExists, Assert.Throws<IndexException>(() => IndexFile.Save(index, FilePath)).Kind);
        Assert.Equal("precious", File.ReadAllText(FilePath));
        IndexFile.Save(index, FilePath, replace: true);
        IndexFile.Save(index);
        Assert.Equal([FilePath], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void Save_OverWhatAnotherSavedMeanwhile_IsRefused()
    {
        IndexFile.Save(Samples.Index(new byte[128]), FilePath);
        ImageIndex one = IndexFile.Open(FilePath), other = IndexFile.Open(FilePath);
        one.Add(Samples.Image("one.jpg", new byte[256]), out _);
        other.Add(Samples.Image("other.jpg", new byte[384]), out _);
        other.Add(Samples.Image("more.jpg", new byte[512]), out _);
        IndexFile.Save(other);
        Assert.Equal(ErrorKind.IndexChanged, Assert.Throws<IndexException>(() => IndexFile.Save(one)).Kind);
        Assert.Equal(3, IndexFile.Open(FilePath).ImageCount);
        IndexFile.Save(one, replace: true);
        Assert.Equal(2, IndexFile.Open(FilePath).ImageCount);
    }

    [Fact]
    public void Save_ThatCannotWrite_SaysSoAndLeavesNothing()
    {
        ImageIndex index = Samples.Index(new byte[128]);
        Directory.CreateDirectory(FilePath);
        Assert.Equal(ErrorKind.IndexNotWritable, Assert.Throws<IndexException>(() => IndexFile.Save(index, FilePath)).Kind);
        Assert.Equal(ErrorKind.IndexNotWritable, Assert.Throws<IndexException>(() => IndexFile.Save(index, _folder.At("no/such/folder.imgidx"))).Kind);
        Assert.Empty(Directory.GetFiles(_folder.Path));
        Assert.Null(index.FilePath);
        Assert.True(index.HasUnsavedChanges);
    }

    [Fact]
    public void Open_OfNothing_IsNotFound() =>
        Assert.Equal(ErrorKind.IndexNotFound, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);

    [Fact]
    public void Open_OfEveryTruncation_IsCorrupt()
    {
        byte[] bytes = SmallFile();
        for (int length = 0; length < bytes.Length; length++)
        {
            File.WriteAllBytes(FilePath, bytes[..length]);
            Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);
        }
    }

    /// <summary>A flipped bit is named as damage, or lies in bytes that nothing depends on: zeroes between the parts and the unused slot.</summary>
    [Fact]
    public void Open_OfAFlippedBitInAnyByte_IsCorrupt_OrChangesNothing()
    {
        byte[] bytes = SmallFile();
        int detected = 0;
        for (int at = 0; at < bytes.Length; at++)
        {
            int bit = (at * 8) + (at * 5 % 8);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            File.WriteAllBytes(FilePath, bytes);
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            if (Record.Exception(() => IndexFile.Open(FilePath)) is { } error)
            {
                Assert.Equal(ErrorKind.IndexCorrupt, Assert.IsType<IndexException>(error).Kind);
                detected++;
            }
            else
            {
                Assert.Equal(0, bytes[bit / 8]);
            }
        }

        Assert.True(detected > IndexFormat.SlotBytes + (3 * 128), $"only {detected} were detected");
    }

    [Fact]
    public void SaveAndOpen_KeepTheKindOfDescriptor()
    {
        foreach (DescriptorKind kind in Enum.GetValues<DescriptorKind>())
        {
            IndexSettings settings = IndexSettings.Default with { Sift = new SiftSettings(Descriptor: kind) };
            IndexFile.Save(new ImageIndex(settings), FilePath, replace: true);
            Assert.Equal(settings, IndexFile.Open(FilePath).Settings);
        }
    }

    /// <summary>Version 1 had no kind of descriptor: its catalog lacks these four bytes, and all its rows are SIFT.</summary>
    [Fact]
    public void Open_OfVersion1_ReadsSiftDescriptors()
    {
        byte[] bytes = Samples.Rows(new Random(3), 2);
        ImageIndex index = Samples.Index(bytes);
        IndexSettings settings = IndexSettings.Default with { Sift = new SiftSettings(123, Descriptor: DescriptorKind.RootSift) };
        WriteFile(settings, 2, [], CatalogOfVersion1, 1, [.. index.GetImages()]);
        ImageIndex opened = IndexFile.Open(FilePath);
        Assert.Equal(settings with { Sift = settings.Sift with { Descriptor = DescriptorKind.Sift } }, opened.Settings);
        Assert.Equal(index.GetImages().Single().Path, opened.GetImages().Single().Path);
        IndexFile.Save(opened);
        Assert.Equal(opened.Settings, IndexFile.Open(FilePath).Settings);
    }

    [Fact]
    public void Open_OfANewerVersion_SaysSo()
    {
        byte[] bytes = SmallFile();
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(IndexSlot.VersionOffset), IndexFormat.Version + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(IndexFormat.SlotChecksumOffset), Checksum.Of(bytes.AsSpan(0, IndexFormat.SlotChecksumOffset)));
        File.WriteAllBytes(FilePath, bytes);
        Assert.Equal(ErrorKind.IndexVersionUnsupported, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);
    }

    /// <summary>Right checksums do not make a file right: a catalog that lies about rows, paths, ids or settings is refused.</summary>
    [Theory]
    [InlineData("segments that overlap")]
    [InlineData("one path twice")]
    [InlineData("one id twice")]
    [InlineData("ids at their end")]
    [InlineData("more rows than images have")]
    [InlineData("a limit that is not a number")]
    [InlineData("a kind of descriptor that nobody knows")]
    [InlineData("a long side without end")]
    public void Open_OfACatalogThatLies_IsCorrupt(string lie)
    {
        Samples.Index(Samples.Rows(new Random(3), 2)).TryGet(1, out IndexedImage? image);
        IndexedImage first = image! with { FeatureCount = 1 }, second = first with { Id = 2, Facts = first.Facts with { Path = "/b" } };
        IndexSettings settings = IndexSettings.Default;
        WriteFile(settings, 3, [], first, second);
        Assert.Equal(2, IndexFile.Open(FilePath).ImageCount);
        Action write = lie switch
        {
            "segments that overlap" => () => WriteFile(settings, 3, [new Segment(4096, 1, 0, 0), new Segment(4096, 1, 0, 0)], first, second),
            "one path twice" => () => WriteFile(settings, 3, [], first, second with { Facts = first.Facts }),
            "one id twice" => () => WriteFile(settings, 3, [], first, second with { Id = 1 }),
            "ids at their end" => () => WriteFile(settings, long.MaxValue, [], first, second),
            "more rows than images have" => () => WriteFile(settings, 3, [], first),
            "a limit that is not a number" => () => WriteFile(settings with { Imaging = new(512, double.NaN) }, 3, [], first, second),
            "a kind of descriptor that nobody knows" =>
                () => WriteFile(settings with { Sift = new(Descriptor: (DescriptorKind)2) }, 3, [], first, second),
            _ => () => WriteFile(settings with { Imaging = new(int.MaxValue) }, 3, [], first, second),
        };
        write();
        Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);
    }

    [Fact]
    public void Save_ThroughALink_KeepsTheLinkAndTheRights()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        ImageIndex index = Samples.Index(new byte[128]);
        IndexFile.Save(index, FilePath);
        File.SetUnixFileMode(FilePath, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.CreateSymbolicLink(_folder.At("link.imgidx"), FilePath);
        index.Add(Samples.Image("b.jpg", new byte[256]), out _);
        IndexFile.Save(index, _folder.At("link.imgidx"), replace: true);
        Assert.NotNull(new FileInfo(_folder.At("link.imgidx")).LinkTarget);
        Assert.Equal(2, IndexFile.Open(FilePath).ImageCount);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(FilePath));
    }

    [Fact]
    public void CheckWritable_FailsWhereSaveWould_AndLeavesNothing()
    {
        IndexFile.CheckWritable(FilePath);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
        Assert.Equal(ErrorKind.IndexNotWritable, Assert.Throws<IndexException>(() => IndexFile.CheckWritable(_folder.At("no/such.imgidx"))).Kind);
        Assert.Equal(ErrorKind.IndexNotWritable, Assert.Throws<IndexException>(() => IndexFile.CheckWritable(_folder.Path)).Kind);
    }

    [Fact]
    public void Checksum_IsCrc32C() => Assert.Equal(0xE3069283u, Checksum.Of("123456789"u8));

    [Fact]
    public void Documentation_NamesEveryOffset()
    {
        string text = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "index-format.md"));
        (string Field, int Offset)[] fields =
        [
            ("format version", IndexSlot.VersionOffset), ("slot bytes", IndexSlot.SizeOffset), ("generation", IndexSlot.GenerationOffset),
            ("catalog offset", IndexSlot.CatalogOffsetOffset), ("catalog bytes", IndexSlot.CatalogBytesOffset),
            ("catalog checksum", IndexSlot.CatalogChecksumOffset), ("file bytes", IndexSlot.FileBytesOffset),
            ("slot checksum", IndexFormat.SlotChecksumOffset),
        ];
        Assert.All(fields, f => Assert.Contains($"| {f.Offset} | {f.Field} |", text, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<DescriptorKind>(), k => Assert.Contains($"{(int)k} {k}", text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("wanted features i32, descriptor kind i32", text, StringComparison.Ordinal);
        Assert.Contains($"version {IndexFormat.Version}", text, StringComparison.Ordinal);
    }

    /// <summary>Writes two rows of zeroes and any catalog over them, with right checksums; without segments, the right one.</summary>
    private void WriteFile(IndexSettings settings, long nextId, Segment[] segments, params IndexedImage[] images) =>
        WriteFile(settings, nextId, segments, catalog => catalog.ToBytes(), IndexFormat.Version, images);

    /// <summary>The kind of descriptor lies after the limit's and the other settings' 48 bytes.</summary>
    private static byte[] CatalogOfVersion1(Catalog catalog)
    {
        const int KindOffset = 48;
        byte[] bytes = catalog.ToBytes();
        Assert.Equal((int)catalog.Settings.Sift.Descriptor, BinaryPrimitives.ReadInt32LittleEndian(bytes.AsSpan(KindOffset)));
        return [.. bytes[..KindOffset], .. bytes[(KindOffset + sizeof(int))..]];
    }

    private void WriteFile(
        IndexSettings settings, long nextId, Segment[] segments, Func<Catalog, byte[]> toBytes, int version, params IndexedImage[] images)
    {
        uint rows = Checksum.Of(new byte[256]), points = Checksum.Of(new byte[16]);
        Segment[] right = [new Segment(IndexFormat.HeaderBytes, 2, rows, points)];
        byte[] catalog = toBytes(new Catalog(settings, nextId, segments.Length == 0 ? right : segments, images));
        int offset = (int)IndexFormat.Align(right[0].End);
        var file = new byte[offset + catalog.Length];
        catalog.CopyTo(file, offset);
        new IndexSlot(version, 1, offset, catalog.Length, Checksum.Of(catalog), file.Length).Write(file.AsSpan(0, IndexFormat.SlotBytes));
        File.WriteAllBytes(FilePath, file);
    }

    private byte[] SmallFile()
    {
        IndexFile.Save(Samples.Index(Samples.Rows(new Random(3), 1), Samples.Rows(new Random(4), 2)), FilePath, replace: true);
        return File.ReadAllBytes(FilePath);
    }
}
