using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Repair;
using ImageSearch.Tests.Cells;
using ImageSearch.Tests.Storage.Commit;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage;

/// <summary>Index files of the kind Inverted.</summary>
public sealed class InvertedFileTests : IDisposable
{
    private const int Images = 100;

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Compact_MakesLists_AndTakesThemAway()
    {
        ImageIndex index = Made();
        Assert.Equal((IndexKind.Inverted, 256, Images * 100L), (index.Kind, index.Lists!.Cells, index.Lists.Rows));
        Assert.InRange(index.Lists.Found, 1, index.Lists.Asked);
        ImageIndex opened = IndexFile.Open(FilePath);
        Assert.Equal((index.Kind, index.Lists), (opened.Kind, opened.Lists));
        AssertFinds(opened, 42);
        Assert.True(IndexCheck.Run(FilePath).IsSound);

        IndexFile.Compact(opened, IndexKind.Flat);
        Assert.Equal((IndexKind.Flat, null), (opened.Kind, opened.Lists));
        opened = IndexFile.Open(FilePath);
        Assert.Equal((IndexKind.Flat, null), (opened.Kind, opened.Lists));
        AssertFinds(opened, 42);
        Assert.Equal(CellSamples.Rows(42), opened.Snapshot().GetFeatures(42).Descriptors);
    }

    /// <summary>A tidy file gets lists behind its rows, which are not written again; one with dead rows is written anew.</summary>
    [Theory]
    [InlineData(0, true)]
    [InlineData(20, false)]
    public void Compact_OfATidyFile_WritesListsAlone(int removed, bool appends)
    {
        ImageIndex index = CellSamples.Index(Images + removed);
        IndexFile.Save(index, FilePath);
        for (int id = 1; id <= removed; id++)
        {
            index.Remove(id);
        }

        IndexFile.Save(index);
        byte[] before = File.ReadAllBytes(FilePath);
        IndexFile.Compact(index, IndexKind.Inverted);
        byte[] after = File.ReadAllBytes(FilePath);
        Assert.Equal(appends, after.Length > before.Length && after.AsSpan(8192, before.Length - 8192).SequenceEqual(before.AsSpan(8192)));
        Assert.Equal(Images * 100L, IndexFile.Open(FilePath).Lists!.Rows);
        Assert.True(IndexCheck.Run(FilePath).IsSound);
        AssertFinds(IndexFile.Open(FilePath), 42);
        Assert.False(index.HasUnsavedChanges);
    }

    /// <summary>Whatever call fails: the file has the kind that it had or the new one, and takes no more room than that needs.</summary>
    [Fact]
    public void Compact_ThatFailsAtAnyCall_LosesNothing()
    {
        ImageIndex index = CellSamples.Index(Images);
        IndexFile.Save(index, FilePath);
        byte[] before = File.ReadAllBytes(FilePath);
        bool failed = true;
        string path = FilePath;
        for (int failAt = 1; failed; failAt++)
        {
            // A file each time: Windows lets nobody write over one that is mapped, nor cut off what was appended.
            path = _folder.At($"{failAt}.imgidx");
            File.WriteAllBytes(path, before);
            index = IndexFile.Open(path);
            failed = Record.Exception(() => IndexFile.Save(index, null, replace: false, compact: true, null, new FailingFiles(failAt),
                kind: IndexKind.Inverted, lists: ListPlan.Default with { Trains = true })) is not null;
            ImageIndex opened = IndexFile.Open(path);
            Assert.Equal(Images, opened.ImageCount);
            Assert.True(opened.Kind == IndexKind.Inverted || OperatingSystem.IsWindows() || new FileInfo(path).Length == before.Length);
            AssertFinds(opened, 42);
            Assert.True(failAt < 100);
        }

        Assert.Equal(IndexKind.Inverted, IndexFile.Open(path).Kind);
    }

    [Fact]
    public void TheSameImages_GiveTheSameBytes()
    {
        Made();
        byte[] first = File.ReadAllBytes(FilePath);
        MappedFiles.LetGo();
        File.Delete(FilePath);
        Made();
        Assert.Equal(first, File.ReadAllBytes(FilePath));
    }

    /// <summary>What was added a moment ago is found, though it is in no list; a commit stays small.</summary>
    [Fact]
    public void Added_IsFoundAtOnce()
    {
        ImageIndex index = Made();
        long before = new FileInfo(FilePath).Length;
        index.Add(Samples.Image("new.jpg", CellSamples.Rows(5000)), out IndexedImage added);
        AssertFinds(index, 5000, added.Id);
        IndexFile.Save(index);
        Assert.InRange(new FileInfo(FilePath).Length - before, 1, 40_000);
        ImageIndex opened = IndexFile.Open(FilePath);
        Assert.Equal(Images * 100L, opened.Lists!.Rows);
        AssertFinds(opened, 5000, added.Id);
        AssertFinds(opened, 7);

        opened.Remove(7);
        Assert.DoesNotContain(Votes(opened, 7), m => m.Image.Id == 7);
        IndexFile.Save(opened);
        Assert.DoesNotContain(Votes(IndexFile.Open(FilePath), 7), m => m.Image.Id == 7);
    }

    /// <summary>Each save lists what it adds; few lists are left, and every row is in one.</summary>
    [Fact]
    public void ManyAdded_AreListed_AndListsMerged()
    {
        ImageIndex index = Made();
        var plan = ListPlan.Default with { RowsUnlisted = 300 };
        for (int save = 0; save < 12; save++)
        {
            for (int i = 0; i < 3; i++)
            {
                int seed = 1000 + (3 * save) + i;
                index.Add(Samples.Image($"image{seed}.jpg", CellSamples.Rows(seed)), out _);
            }

            IndexFile.Save(index, null, replace: false, compact: false, null, DiskFiles.Instance, lists: plan);
        }

        ImageIndex opened = IndexFile.Open(FilePath);
        Assert.Equal(opened.RowCount, opened.Lists!.Rows);
        Assert.InRange(opened.Snapshot().Lists!.Parts.Count, 2, 5);
        Assert.True(IndexCheck.Run(FilePath).IsSound);
        AssertFinds(opened, 3);
        Assert.All(Enumerable.Range(0, 36), i => AssertFinds(opened, 1000 + i, Images + 1 + i));

        // Written anew, with centres as they were.
        byte[] centres = Centres(opened);
        IndexFile.Compact(opened);
        Assert.Equal(centres, Centres(opened));
        Assert.Single(opened.Snapshot().Lists!.Parts);
        Assert.All(Enumerable.Range(0, 36), i => AssertFinds(opened, 1000 + i, Images + 1 + i));
    }

    [Fact]
    public void NewIndex_GetsListsOnceItIsLarge()
    {
        ImageIndex index = CellSamples.Index(20, IndexKind.Inverted);
        IndexFile.Save(index, FilePath);
        Assert.Null(IndexFile.Open(FilePath).Lists);
        for (int i = 21; i <= Images; i++)
        {
            index.Add(Samples.Image($"image{i}.jpg", CellSamples.Rows(i)), out _);
        }

        IndexFile.Save(index, null, replace: false, compact: false, null, DiskFiles.Instance,
            lists: ListPlan.Default with { RowsUnlisted = 5000 });
        Assert.Equal(Images * 100L, index.Lists!.Rows);
        AssertFinds(IndexFile.Open(FilePath), 55);
    }

    /// <summary>Cells that were chosen for an index of a sixteenth of its rows.</summary>
    [Fact]
    public void Grown_SaysThatItNeedsMoreCells()
    {
        ImageIndex index = CellSamples.Index(20, IndexKind.Inverted);
        var plan = ListPlan.Default with { RowsUnlisted = 500 };
        IndexFile.Save(index, FilePath, replace: false, compact: false, null, DiskFiles.Instance, lists: plan);
        Assert.Equal((256, false), (index.Lists!.Cells, index.Lists.IsOutgrown));
        for (int i = 0; i < 40; i++)
        {
            index.Add(Samples.Image($"many{i}.jpg", CellSamples.Rows(2000 + i, 1500)), out _);
        }

        IndexFile.Save(index, null, replace: false, compact: false, null, DiskFiles.Instance, lists: plan);
        Assert.Equal((256, 62_000, true), (index.Lists!.Cells, index.Lists.Rows, index.Lists.IsOutgrown));
        IndexFile.Compact(index, IndexKind.Inverted);
        Assert.Equal((1024, false), (index.Lists!.Cells, index.Lists.IsOutgrown));
    }

    [Fact]
    public void TooFewRows_AreRefused_AndNothingIsChanged()
    {
        ImageIndex index = CellSamples.Index(3);
        IndexFile.Save(index, FilePath);
        byte[] before = File.ReadAllBytes(FilePath);
        var error = Assert.Throws<IndexException>(() => IndexFile.Compact(index, IndexKind.Inverted));
        Assert.Equal(ErrorKind.IndexTooSmall, error.Kind);
        Assert.Contains("300 rows", error.Message, StringComparison.Ordinal);
        Assert.Contains("10000", error.Message, StringComparison.Ordinal);
        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 0)]
    [InlineData(10, 0)]
    [InlineData(1, 20)]
    [InlineData(11, 20)]
    public void Cancelled_ChangesNothing(int afterTold, int removed)
    {
        ImageIndex index = CellSamples.Index(Images + removed);
        IndexFile.Save(index, FilePath);
        for (int id = Images + 1; id <= Images + removed; id++)
        {
            index.Remove(id);
        }

        IndexFile.Save(index);
        byte[] before = File.ReadAllBytes(FilePath);
        using var cancel = new CancellationTokenSource();
        int told = 0;
        Assert.ThrowsAny<OperationCanceledException>(() => IndexFile.Compact(index, IndexKind.Inverted, progress: (_, _) =>
        {
            if (++told == afterTold)
            {
                cancel.Cancel();
            }
        }, cancel: cancel.Token));

        // Windows cuts nothing off a file that is mapped: there what was appended stays, and does not count.
        byte[] now = File.ReadAllBytes(FilePath);
        Assert.Equal(before, OperatingSystem.IsWindows() ? now[..before.Length] : now);
        Assert.True(IndexCheck.Run(FilePath).IsSound);
        Assert.DoesNotContain(Directory.GetFiles(Path.GetDirectoryName(FilePath)!), f => f.EndsWith(".tmp", StringComparison.Ordinal));
        Assert.Equal(IndexKind.Flat, index.Kind);
        AssertFinds(index, 9);
    }

    /// <summary>Damage in centres, in a table, in codes, in a header: named, searched without lists, mended by a repair.</summary>
    [Theory]
    [InlineData(true, 70)]
    [InlineData(true, 30)]
    [InlineData(false, 20)]
    [InlineData(false, 100)]
    [InlineData(false, 20_000)]
    public void Damaged_IsNamed_SearchedExactly_AndMended(bool inCentres, int at)
    {
        Made();
        byte[] bytes = File.ReadAllBytes(FilePath);
        int block = bytes.AsSpan().IndexOf(inCentres ? IndexFormat.CentresMagic : IndexFormat.ListsMagic);
        bytes[block + at] ^= 0x40;
        MappedFiles.LetGo();
        File.WriteAllBytes(FilePath, bytes);
        Assert.Contains(IndexCheck.Run(FilePath).Problems, p => p.Part == "Lists" && p.LostImages.Count == 0);

        ImageIndex opened = IndexFile.Open(FilePath);
        var told = new List<string>();
        byte[] query = CellSamples.Altered(CellSamples.Rows(42), 1);
        var options = new SearchOptions { Verify = false, OnListsDamaged = told.Add };
        Assert.Equal(42, ImageSearcher.Search(opened.Snapshot(), ImageQuery.OfDescriptors(query), options)[0].Image.Id);
        Assert.NotEmpty(told);

        // A save keeps working, and what is written anew has lists again.
        opened.Add(Samples.Image("new.jpg", CellSamples.Rows(5000)), out _);
        IndexFile.Save(opened);
        Assert.Empty(IndexRepair.Run(FilePath).LostImages);
        opened = IndexFile.Open(FilePath);
        Assert.True(IndexCheck.Run(FilePath).IsSound);
        Assert.Equal((IndexKind.Inverted, (Images + 1) * 100L), (opened.Kind, opened.Lists!.Rows));
        AssertFinds(opened, 42);
        AssertFinds(opened, 5000, Images + 1);
    }

    /// <summary>Lists that would be merged are damaged: the rows are what is saved.</summary>
    [Fact]
    public void DamagedLists_DoNotKeepFromSaving()
    {
        Made();
        byte[] bytes = File.ReadAllBytes(FilePath);
        bytes[bytes.AsSpan().IndexOf(IndexFormat.ListsMagic) + 20_000] ^= 0x40;
        MappedFiles.LetGo();
        File.WriteAllBytes(FilePath, bytes);
        ImageIndex opened = IndexFile.Open(FilePath);
        for (int i = 0; i < 60; i++)
        {
            opened.Add(Samples.Image($"more{i}.jpg", CellSamples.Rows(5000 + i)), out _);
        }

        IndexFile.Save(opened, null, replace: false, compact: false, null, DiskFiles.Instance,
            lists: ListPlan.Default with { RowsUnlisted = 100 });
        opened = IndexFile.Open(FilePath);
        Assert.Equal(2, opened.Snapshot().Lists!.Parts.Count);
        AssertFinds(opened, 5007, Images + 8);
        AssertFinds(opened, 42);
        Assert.Single(IndexCheck.Run(FilePath).Problems);
    }

    /// <summary>A slot that is torn after lists were written: the commit is found behind them.</summary>
    [Fact]
    public void TornSlot_BehindLists_IsFound()
    {
        ImageIndex index = Made();
        index.Add(Samples.Image("new.jpg", CellSamples.Rows(5000)), out _);
        IndexFile.Save(index, null, replace: false, compact: false, null, DiskFiles.Instance,
            lists: ListPlan.Default with { RowsUnlisted = 50 });
        byte[] bytes = File.ReadAllBytes(FilePath);
        Assert.Equal(3, BitConverter.ToInt64(bytes, IndexFormat.SlotBytes + 16));
        bytes[IndexFormat.SlotBytes + 100] ^= 1;
        MappedFiles.LetGo();
        File.WriteAllBytes(FilePath, bytes);
        ImageIndex opened = IndexFile.Open(FilePath);
        Assert.Equal((Images + 1, (Images + 1) * 100L), (opened.ImageCount, opened.Lists!.Rows));
        AssertFinds(opened, 5000, Images + 1);
    }

    /// <summary>Copied into memory, as a service does it, the lists are there too.</summary>
    [Fact]
    public void CopiedRows_HaveTheirLists()
    {
        Made();
        ImageIndex opened = IndexFile.Open(FilePath, new RowCopies(long.MaxValue));
        MappedFiles.LetGo();
        File.WriteAllBytes(FilePath, new byte[10]);
        Assert.NotNull(opened.Lists);
        Assert.Null(opened.Lists.Damage);
        AssertFinds(opened, 42);
    }

    private ImageIndex Made()
    {
        ImageIndex index = CellSamples.Index(Images);
        IndexFile.Save(index, FilePath);
        IndexFile.Compact(index, IndexKind.Inverted);
        return index;
    }

    private static void AssertFinds(ImageIndex index, int seed, long? id = null)
    {
        ImageMatch first = Votes(index, seed)[0];
        Assert.Equal(id ?? seed, first.Image.Id);
        Assert.InRange(first.Votes, 60, 100);
    }

    private static IReadOnlyList<ImageMatch> Votes(ImageIndex index, int seed) => ImageSearcher.Search(index.Snapshot(),
        ImageQuery.OfDescriptors(CellSamples.Altered(CellSamples.Rows(seed), 1)), new SearchOptions { Verify = false });

    private static unsafe byte[] Centres(ImageIndex index)
    {
        CellCentres centres = index.Snapshot().Lists!.Centres;
        return new ReadOnlySpan<byte>(centres.Centre(0), centres.Count * 128).ToArray();
    }
}
