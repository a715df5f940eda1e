using System.Buffers.Binary;
using System.Globalization;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Kernels.Scan;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Format;

/// <summary>Holds the code to docs/index-format.md, and both to the files that were written before.</summary>
public sealed class FormatTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _text = File.ReadAllText(Path.Combine(TestData.Repository, "docs", "index-format.md"));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Checksum_IsCrc32C() => Assert.Equal(0xE3069283u, Checksum.Of("123456789"u8));

    [Fact]
    public void Documentation_NamesEveryOffset()
    {
        (string Field, int Offset)[] fields =
        [
            ("format version", IndexSlot.VersionOffset), ("slot bytes", IndexSlot.SizeOffset), ("commit", IndexSlot.CommitOffset),
            ("generation", IndexSlot.GenerationOffset), ("catalog offset", IndexSlot.CatalogOffsetOffset),
            ("catalog checksum", IndexSlot.CatalogChecksumOffset), ("file bytes", IndexSlot.FileBytesOffset),
            ("writer", IndexSlot.WriterOffset),
            ("slot checksum", IndexSlot.ChecksumOffset),
            ("segment bytes", SegmentHeader.SizeOffset), ("segment commit", SegmentHeader.CommitOffset), ("rows", SegmentHeader.RowsOffset),
            ("table bytes", SegmentHeader.TableBytesOffset), ("descriptors' checksum", SegmentHeader.DescriptorsOffset),
            ("sketches' checksum", SegmentHeader.SketchesOffset), ("keypoints' checksum", SegmentHeader.KeypointsOffset),
            ("table's checksum", SegmentHeader.TableOffset), ("table's version", SegmentHeader.VersionOffset),
            ("header checksum", IndexFormat.BlockChecksumOffset),
            ("catalog bytes", CatalogHeader.SizeOffset), ("catalog commit", CatalogHeader.CommitOffset),
            ("previous offset", CatalogHeader.PreviousOffsetOffset), ("previous checksum", CatalogHeader.PreviousChecksumOffset),
            ("content checksum", CatalogHeader.ContentOffset), ("chain length", CatalogHeader.ChainLengthOffset),
            ("images' version", CatalogHeader.VersionOffset),
            ("chain bytes", CatalogHeader.ChainBytesOffset),
            ("list bytes", ListHeader.SizeOffset), ("list commit", ListHeader.CommitOffset), ("listed rows", ListHeader.RowsOffset),
            ("code blocks", ListHeader.BlocksOffset), ("cells", ListHeader.CellsOffset), ("listed segments", ListHeader.SegmentsOffset),
            ("list table's checksum", ListHeader.TableOffset), ("codes' checksum", ListHeader.ContentOffset),
        ];
        Assert.All(fields, f => Assert.Contains($"| {f.Offset} | {f.Field} |", _text, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<DescriptorKind>(), k => Assert.Contains($"{(int)k} {k}", _text, StringComparison.OrdinalIgnoreCase));
        Assert.Contains($"Format version {IndexFormat.Version}.", _text, StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"At most {IndexFormat.RowsASegment:N0} rows"), _text,
            StringComparison.Ordinal);
        Assert.Contains($"x {ScanLayout.BlockBytes} |", _text, StringComparison.Ordinal);
        Assert.Contains($"| {CodeLayout.LengthsOffset} | 64 | squared distance", _text, StringComparison.Ordinal);
        Assert.Contains($"| {CodeLayout.FactorsOffset} | 64 | factor", _text, StringComparison.Ordinal);
        Assert.Contains($"| {CodeLayout.RowsOffset} | 128 | row numbers", _text, StringComparison.Ordinal);
        Assert.Contains($"| {CodeLayout.KeypointsOffset} | 64 | a byte of scale", _text, StringComparison.Ordinal);
        Assert.Contains($"{CodeLayout.BlockRows} rows and {CodeLayout.BlockBytes} bytes", _text, StringComparison.Ordinal);
        Assert.All(Enum.GetValues<IndexKind>(), k => Assert.Contains($"{(int)k} {k}", _text, StringComparison.Ordinal));
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"once they are {ListPlan.Default.RowsUnlisted:N0}"), _text,
            StringComparison.Ordinal);
    }

    /// <summary>Reads a file by the document alone, with nothing of the storage's code.</summary>
    [Fact]
    public void AFile_IsWhatTheDocumentSays()
    {
        string path = _folder.At("a.imgidx");
        byte[] rows = Samples.Rows(new Random(1), 3);
        IndexFile.Save(Samples.Index(rows, new byte[128]), path);
        byte[] file = File.ReadAllBytes(path);
        Assert.Equal("ImgIdx\r\n"u8, file.AsSpan(0, 8));
        Assert.Equal(file[..4096], file[4096..8192]);
        Assert.Equal((6, 4096, 1L, 2L), (I32(8), I32(12), I64(16), I64(24)));
        Assert.Equal(file.Length, I64(48));
        Assert.StartsWith("ImageSearch ", System.Text.Encoding.UTF8.GetString(file, 64, 64), StringComparison.Ordinal);

        Assert.Equal("ImgSeg\r\n"u8, file.AsSpan(8192, 8));
        const int Rows = 4, Sketches = 8256 + (Rows * 128), Keypoints = Sketches + 576, Table = Keypoints + 64;
        Assert.Equal((1L, Rows, 6), (I64(8192 + 16), I64(8192 + 24), I32(8192 + 56)));
        Assert.Equal(rows, file[8256..(8256 + 384)]);
        var settings = new SiftSettings();
        Assert.Equal((new ImagingSettings().LongSidePixels, settings.Features, (int)settings.Descriptor, 0, 2),
            (I32(Table), I32(Table + 12), I32(Table + 48), I32(Table + 52), I32(Table + 56)));
        Assert.Equal((1L, 8192L, 0, 3), (I64(Table + 60), I64(Table + 68), I32(Table + 76), I32(Table + 80)));

        int catalog = (int)I64(32);
        Assert.Equal(8192 + I64(8192 + 8), catalog);
        Assert.Equal("ImgCat\r\n"u8, file.AsSpan(catalog, 8));
        Assert.Equal(file.Length, catalog + I64(catalog + 8));
        Assert.Equal((6, I32(40)), (I32(catalog + 44), I32(catalog + 60)));
        int content = catalog + 64;
        Assert.Equal((0, 3L, 2L, 1), (I32(content + 52), I64(content + 56), I64(content + 64), I32(content + 72)));
        Assert.Equal((8192L, 4L, I32(8192 + 60), 2), (I64(content + 76), I64(content + 84), I32(content + 92), I32(content + 96)));
        Assert.Equal((1, 0), (I32(content + 100 + 96), I32(content + 100 + 100)));
        int length = I32(content + 100 + 104);
        Assert.Equal(Path.GetFullPath("image1.jpg"), System.Text.Encoding.UTF8.GetString(file, content + 208, length));
        Assert.Equal((2L, 3, 1), (I64(content + 208 + length), I32(content + 224 + length), I32(content + 228 + length)));

        int I32(int at) => BinaryPrimitives.ReadInt32LittleEndian(file.AsSpan(at));
        long I64(int at) => BinaryPrimitives.ReadInt64LittleEndian(file.AsSpan(at));
    }

    /// <summary>
    /// Files of every version stay readable. IMAGESEARCH_WRITE_GOLDEN=1 writes the present version's; the file's rows are those of fixed
    /// seeds, its paths relative. It has three commits: three images; two more, one without rows, and one removed; one moved, and a
    /// folder that is followed.
    /// </summary>
    [Fact]
    public void GoldenFile_IsReadAndWrittenAgain()
    {
        string golden = Golden(IndexFormat.Version), path = _folder.At("a.imgidx");
        ImageIndex index = Samples.Index();
        index.RelativePaths = true;
        for (int i = 1; i <= 3; i++)
        {
            index.Add(Samples.Image(_folder.At($"bild {i} 名前.jpg"), Samples.Rows(new Random(i), i)), out _);
        }

        IndexFile.Save(index, path);
        index.Add(Samples.Image(_folder.At("4.jpg"), Samples.Rows(new Random(4), 20)) with { PageCount = 7 }, out _);
        index.Add(Samples.Image(_folder.At("flat.png"), []) with
        { Colours = new ColourSignature([.. Enumerable.Range(1, ColourSignature.Bytes).Select(i => (byte)i)]) }, out _);
        index.Remove(2);
        IndexFile.Save(index);
        index.TryGet(3, out IndexedImage? third);
        Assert.Single(index.MoveAll([(3, third!.Facts with { Path = _folder.At("moved/3.jpg") })]));
        index.Follow(Followed());
        IndexFile.Save(index);
        if (Environment.GetEnvironmentVariable("IMAGESEARCH_WRITE_GOLDEN") == "1")
        {
            File.Copy(path, golden, overwrite: true);
        }

        Assert.Equal(File.ReadAllBytes(golden)[IndexFormat.HeaderBytes..], File.ReadAllBytes(path)[IndexFormat.HeaderBytes..]);
        MappedFiles.LetGo();
        File.Copy(golden, path, overwrite: true);
        ImageIndex opened = IndexFile.Open(path);
        Assert.Equal(["bild 1 名前.jpg", "3.jpg", "4.jpg", "flat.png"], opened.GetImages().Select(i => Path.GetFileName(i.Path)));
        Assert.Equal([1, 1, 7, 1], opened.GetImages().Select(i => i.PageCount));
        Assert.Equal(ColourSignature.Bytes, opened.GetImages()[3].Colours!.Values[^1]);
        Assert.Equal(Samples.Rows(new Random(4), 20), opened.Snapshot().GetFeatures(4).Descriptors);
        Assert.Empty(opened.Snapshot().GetFeatures(5).Descriptors);
        Assert.True(Followed().IsSame(Assert.Single(opened.Followed)));
        Assert.True(IndexCheck.Run(path).IsSound);
        IndexFile.Compact(opened);
        Assert.True(Followed().IsSame(Assert.Single(IndexFile.Open(path).Followed)));
    }

    /// <summary>Version 3 knew neither pages nor colours. What is saved to its file is appended; what was there stays as it is.</summary>
    [Fact]
    public void AFileOfVersion3_IsRead_AndGoesOnAsThePresentOne()
    {
        string path = _folder.At("a.imgidx");
        File.Copy(Golden(3), path);
        byte[] old = File.ReadAllBytes(path);
        ImageIndex index = IndexFile.Open(path);
        Assert.Equal([0, 0, 0], index.GetImages().Select(i => i.PageCount));
        Assert.Equal(Samples.Rows(new Random(4), 20), index.Snapshot().GetFeatures(4).Descriptors);
        IndexFile.Save(index);
        Assert.Equal(old, File.ReadAllBytes(path));

        index.Add(Samples.Image(_folder.At("5.tif"), Samples.Rows(new Random(5), 2)) with { PageCount = 3 }, out _);
        index.Add(Samples.Image(_folder.At("flat.png"), []), out _);
        IndexFile.Save(index);
        byte[] now = File.ReadAllBytes(path);
        Assert.Equal(old[IndexFormat.HeaderBytes..], now[IndexFormat.HeaderBytes..old.Length]);
        Assert.Equal([0, 0, 0, 3, 1], IndexFile.Open(path).GetImages().Select(i => i.PageCount));
        Assert.True(IndexCheck.Run(path).IsSound);

        // With one slot lost the older commit's is left, of version 3, and this one is found behind it; so is all of it where both are
        // lost.
        int slot = (int)(BinaryPrimitives.ReadInt64LittleEndian(now.AsSpan(IndexSlot.CommitOffset))
            > BinaryPrimitives.ReadInt64LittleEndian(
            now.AsSpan(IndexFormat.SlotBytes + IndexSlot.CommitOffset)) ? 0 : 1) * IndexFormat.SlotBytes;
        now[slot + 100] ^= 1;
        MappedFiles.LetGo();
        File.WriteAllBytes(path, now);
        Assert.Equal(5, IndexFile.Open(path).ImageCount);
        now[IndexFormat.SlotBytes - slot + 100] ^= 1;
        MappedFiles.LetGo();
        File.WriteAllBytes(path, now);
        Assert.Equal(5, IndexRepair.Run(path).Images);
        Assert.Equal([0, 0, 0, 3, 1], IndexFile.Open(path).GetImages().Select(i => i.PageCount));
    }

    /// <summary>Version 4 knew no folders that are followed.</summary>
    [Fact]
    public void AFileOfVersion4_IsRead_AndGoesOnAsThePresentOne()
    {
        string path = _folder.At("a.imgidx");
        File.Copy(Golden(4), path);
        byte[] old = File.ReadAllBytes(path);
        ImageIndex index = IndexFile.Open(path);
        Assert.Equal([1, 1, 7, 1], index.GetImages().Select(i => i.PageCount));
        Assert.Empty(index.Followed);
        index.Follow(Followed());
        IndexFile.Save(index);
        byte[] now = File.ReadAllBytes(path);
        Assert.Equal(old[IndexFormat.HeaderBytes..], now[IndexFormat.HeaderBytes..old.Length]);
        Assert.True(Followed().IsSame(Assert.Single(IndexFile.Open(path).Followed)));
        Assert.True(IndexCheck.Run(path).IsSound);
    }

    /// <summary>Version 5 knew one kind of index.</summary>
    [Fact]
    public void AFileOfVersion5_IsRead_AndGoesOnAsThePresentOne()
    {
        string path = _folder.At("a.imgidx");
        File.Copy(Golden(5), path);
        byte[] old = File.ReadAllBytes(path);
        ImageIndex index = IndexFile.Open(path);
        Assert.Equal((IndexKind.Flat, null), (index.Kind, index.Lists));
        Assert.True(Followed().IsSame(Assert.Single(index.Followed)));
        index.Remove(1);
        IndexFile.Save(index);
        Assert.Equal(old[IndexFormat.HeaderBytes..], File.ReadAllBytes(path)[IndexFormat.HeaderBytes..old.Length]);
        Assert.Equal(3, IndexFile.Open(path).ImageCount);
        Assert.True(IndexCheck.Run(path).IsSound);
    }

    private FollowedFolder Followed() => new(_folder.At("名前"), Recurse: true)
    {
        Include = ["*.jpg"],
        Exclude = ["private/*", "x"],
        Volumes = [("", 7), ("nas", ulong.MaxValue)],
    };

    private static string Golden(int version) => Path.Combine(TestData.Golden, $"version{version}.imgidx");
}
