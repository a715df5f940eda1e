using System.Buffers.Binary;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Repair;

/// <summary>Files that are not what was written: named as damaged, never read as if they were whole.</summary>
public sealed class DamageTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_OfEveryTruncation_IsCorrupt()
    {
        byte[] bytes = SmallFile();
        MappedFiles.LetGo();
        for (int length = 0; length < bytes.Length; length++)
        {
            // Every length around what means something, every seventh elsewhere: the header alone has 8192 bytes of which few do.
            if (length % 7 == 0 || length > IndexFormat.HeaderBytes - 70 || length % IndexFormat.SlotBytes < 130)
            {
                File.WriteAllBytes(FilePath, bytes[..length]);
                Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);
            }
        }
    }

    /// <summary>
    /// Every bit of blocks and of what headers use. Blocks: named as damage, or in a table that only repairs read. A header slot: the other
    /// one counts, and a commit of which only the slot is damaged is found again, so nothing is lost.
    /// </summary>
    [Fact]
    public void Open_OfEveryFlippedBit_IsCorrupt_OrGivesWhatWasCommitted()
    {
        byte[] bytes = SmallFile();
        ImageIndex whole = IndexFile.Open(FilePath);
        string expected = Describe(whole);
        int detected = 0, tables = 0;
        using Microsoft.Win32.SafeHandles.SafeFileHandle file =
            File.OpenHandle(FilePath, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            int inSlot = bit / 8 % IndexFormat.SlotBytes;
            if (bit / 8 < IndexFormat.HeaderBytes && inSlot is >= 130 and < IndexFormat.SlotBytes - 8 && bit % 61 != 0)
            {
                continue;
            }

            RandomAccess.Write(file, [(byte)(bytes[bit / 8] ^ (1 << (bit % 8)))], bit / 8);
            if (Record.Exception(() => Assert.Equal(expected, Describe(IndexFile.Open(FilePath)))) is { } error)
            {
                Assert.True(error is IndexException { Kind: ErrorKind.IndexCorrupt }, $"bit {bit}: {error}");
                Assert.True(bit / 8 >= IndexFormat.HeaderBytes, $"bit {bit} of the header: {error}");
                detected++;
            }
            else
            {
                tables += bit / 8 >= IndexFormat.HeaderBytes ? 1 : 0;
            }

            if (bit % 11 == 0)
            {
                Assert.NotEmpty(IndexCheck.Run(FilePath).Problems);
            }

            RandomAccess.Write(file, [bytes[bit / 8]], bit / 8);
        }

        Assert.True(detected > 3 * tables && tables > 0, $"{detected} were detected, {tables} were not");
    }

    /// <summary>Only files of some size are opened without a look at their rows.</summary>
    [Fact]
    public void Search_OfRowsThatAreDamaged_NamesTheDamage()
    {
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 110).Select(i => Samples.Rows(new Random(i), 1000))]);
        IndexFile.Save(index, FilePath);
        byte[] query = index.Snapshot().GetFeatures(90).Descriptors;
        byte[] bytes = File.ReadAllBytes(FilePath);
        bytes[bytes.Length * 5 / 6] ^= 1;
        MappedFiles.LetGo();
        File.WriteAllBytes(FilePath, bytes);

        IndexSnapshot opened = IndexFile.Open(FilePath).Snapshot();
        Assert.Equal(ErrorKind.IndexCorrupt,
            Assert.Throws<IndexException>(() => ImageSearcher.Search(opened, ImageQuery.OfDescriptors(query), new SearchOptions())).Kind);
        Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => opened.GetFeatures(110)).Kind);
        Assert.Equal(1000, opened.GetFeatures(1).Count);
    }

    [Theory]
    [InlineData(2, 256, "", "before its first release")]
    [InlineData(7, 4096, "ImageSearch 9.8.7", "ImageSearch 9.8.7")]
    [InlineData(7, 512, "ImageSearch 9.8.7", "Use a newer")]
    public void Open_OfAnotherVersion_NamesTheWriter(int version, int slotBytes, string writer, string named)
    {
        byte[] bytes = SmallFile();
        Array.Clear(bytes, 0, IndexFormat.HeaderBytes);
        byte[] slot = new IndexSlot(version, 1, 1, 8192, 0, bytes.Length, writer).ToBytes();
        BinaryPrimitives.WriteInt32LittleEndian(slot.AsSpan(IndexSlot.SizeOffset), slotBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(slot.AsSpan(slotBytes - 4), Checksum.Of(slot.AsSpan(..(slotBytes - 4))));
        slot.CopyTo(bytes, 0);
        MappedFiles.LetGo();
        File.WriteAllBytes(FilePath, bytes);
        IndexException error = Assert.Throws<IndexException>(() => IndexFile.Open(FilePath));
        Assert.Equal(ErrorKind.IndexVersionUnsupported, error.Kind);
        Assert.Contains(named, error.Message, StringComparison.Ordinal);
    }

    /// <summary>Right checksums do not make a file right: a catalog that lies about rows, paths, ids or settings is refused.</summary>
    [Theory]
    [InlineData("segments that overlap")]
    [InlineData("a segment behind the end")]
    [InlineData("one path twice")]
    [InlineData("one id twice")]
    [InlineData("ids at their end")]
    [InlineData("rows of two images")]
    [InlineData("rows that are not there")]
    [InlineData("an image removed that never was")]
    [InlineData("a limit that is not a number")]
    [InlineData("a kind of descriptor that nobody knows")]
    [InlineData("a long side without end")]
    public void Open_OfACatalogThatLies_IsCorrupt(string lie)
    {
        SmallFile();
        IndexState state = OpenedIndex.TryReadState(FilePath)!;
        Catalog right = state.Catalog;
        StoredImage first = right.Images[0], second = right.Images[1];
        StoredSegment segment = right.Segments[0];
        WriteCatalog(state, right);
        Assert.Equal(3, IndexFile.Open(FilePath).ImageCount);
        WriteCatalog(state, lie switch
        {
            "segments that overlap" => right with { Segments = [segment, .. right.Segments] },
            "a segment behind the end" => right with { Segments = [.. right.Segments, segment with { Offset = 1 << 20 }] },
            "one path twice" => right with { Images = [first, second with { Image = second.Image with { Facts = first.Image.Facts } }] },
            "one id twice" => right with { Images = [first, second with { Image = second.Image with { Id = first.Image.Id } }] },
            "ids at their end" => right with { NextId = long.MaxValue },
            "rows of two images" => right with { Images = [first, second with { FirstRow = first.FirstRow }] },
            "rows that are not there" => right with { Images = [first with { Image = first.Image with { FeatureCount = 9 } }] },
            "an image removed that never was" => right with { Removed = [77] },
            "a limit that is not a number" => right with { Settings = right.Settings with { Imaging = new(512, double.NaN) } },
            "a kind of descriptor that nobody knows" =>
            right with { Settings = right.Settings with { Sift = new(Descriptor: (DescriptorKind)2) } },
            _ => right with { Settings = right.Settings with { Imaging = new(int.MaxValue) } },
        });
        Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);
    }

    /// <summary>What a file says it has is not allocated before the file is seen to have it.</summary>
    [Fact]
    public void Open_OfAFileThatClaimsMuch_TakesNoMemoryForIt()
    {
        SmallFile();
        IndexState state = OpenedIndex.TryReadState(FilePath)!;
        WriteCatalog(state, state.Catalog with { Segments = [state.Catalog.Segments[0] with { Rows = int.MaxValue }] });
        byte[] bytes = File.ReadAllBytes(FilePath);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<IndexException>(() => IndexFile.Open(FilePath));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 300_000 + (4 * bytes.Length));
    }

    /// <summary>Puts another catalog that stands for itself behind the file, with right checksums.</summary>
    private void WriteCatalog(IndexState state, Catalog catalog)
    {
        using FileStream file = new(FilePath, FileMode.Open, FileAccess.ReadWrite);
        file.Position = state.Slot.FileBytes;
        long commit = state.Slot.Commit + 1;
        var writer = new IndexWriter(DiskFiles.Instance, file, commit, new StoredPaths(FilePath, false), false);
        IndexSlot slot = writer.WriteCatalog(catalog, null);
        slot.WriteTo(file, slot.Number);
    }

    /// <summary>A file of two commits: three images, four rows, a removed one.</summary>
    private byte[] SmallFile()
    {
        ImageIndex index = Samples.Index(Samples.Rows(new Random(3), 1), Samples.Rows(new Random(4), 2), Samples.Rows(new Random(6), 1));
        IndexFile.Save(index, FilePath, replace: true);
        index.Add(Samples.Image("more.jpg", Samples.Rows(new Random(5), 1)), out _);
        index.Remove(3);
        IndexFile.Save(index);
        return File.ReadAllBytes(FilePath);
    }

    private static string Describe(ImageIndex index) => string.Join('\n', index.GetImages().Select(i =>
        $"{i.Id} {i.Path} {i.ModifiedUtc:O} {Convert.ToHexString(i.ContentHash.AsSpan())} {i.Width} {i.Height} {i.PerceptualHash} "
        + $"{Convert.ToHexString(index.Snapshot().GetFeatures(i.Id).Descriptors)} "
        + $"{string.Join(' ', index.Snapshot().GetFeatures(i.Id).Keypoints)}"))
        + $"{index.Settings} {index.Generation}";
}
