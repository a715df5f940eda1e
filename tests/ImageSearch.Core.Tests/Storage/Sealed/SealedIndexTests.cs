using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Repair;
using ImageSearch.Storage.Sealed;
using ImageSearch.Tests.Cells;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Sealed;

/// <summary>Index files taken apart into blocks in files of their own, opened from them, and put together again.</summary>
public sealed class SealedIndexTests : IDisposable
{
    private const int Images = 110;

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(IndexKind.Flat)]
    [InlineData(IndexKind.Inverted)]
    public async Task PutTogether_HasTheSameBytes(IndexKind kind)
    {
        Made(kind);
        Assert.Equal(Blocks(FilePath), Blocks(await TogetherAgain(TakenApart())));
        if (kind == IndexKind.Flat)
        {
            // Of one commit: both slots are alike.
            Assert.Equal(File.ReadAllBytes(FilePath), File.ReadAllBytes(_folder.At("together.imgidx")));
        }

        // With removed images, a chain of catalogs and what no longer counts.
        Change(IndexFile.Open(FilePath));
        IndexLayout layout = TakenApart();
        Assert.Equal(Blocks(FilePath), Blocks(await TogetherAgain(layout)));
        Assert.True(IndexCheck.Run(_folder.At("together.imgidx")).IsSound);
    }

    [Theory]
    [InlineData(IndexKind.Flat)]
    [InlineData(IndexKind.Inverted)]
    public void OpenedFromBlocks_AnswersAsTheFile(IndexKind kind)
    {
        Made(kind);
        Change(IndexFile.Open(FilePath));
        ImageIndex file = IndexFile.Open(FilePath), opened = Opened(TakenApart()).Index;
        Assert.Equal(Told(file), Told(opened));
        Assert.Equal((file.Kind, file.Lists, file.Generation), (opened.Kind, opened.Lists, opened.Generation));
        for (int seed = 1; seed <= Images; seed++)
        {
            Assert.Equal(Votes(file, seed), Votes(opened, seed));
        }
    }

    /// <summary>What a change adds as blocks is what it would append to the file.</summary>
    [Theory]
    [InlineData(IndexKind.Flat)]
    [InlineData(IndexKind.Inverted)]
    public async Task CommitOfBlocks_IsThatOfTheFile(IndexKind kind)
    {
        Made(kind);
        IndexLayout layout = TakenApart();
        for (int round = 0; round < 3; round++)
        {
            SealedIndex sealedIndex = Opened(layout);
            Assert.Null(SealedCommit.Of(sealedIndex, layout, FilePath));
            foreach (ImageIndex index in new[] { sealedIndex.Index, IndexFile.Open(FilePath) })
            {
                index.Add(Samples.Image($"added{round}.jpg", CellSamples.Rows(5000 + round)), out _);
                index.Remove(7 + round);
                if (index != sealedIndex.Index)
                {
                    IndexFile.Save(index);
                }
            }

            SealedCommit commit = SealedCommit.Of(sealedIndex, layout, FilePath)!;
            foreach ((SealedBlock block, ReadOnlyMemory<byte> bytes) in commit.Added)
            {
                File.WriteAllBytes(FileOf(block), bytes.ToArray());
            }

            layout = commit.Layout;
            Assert.Equal(Blocks(FilePath), Blocks(await TogetherAgain(layout)));
        }
    }

    /// <summary>A generation maps again only what is new, and what is damaged is named by its own file.</summary>
    [Fact]
    public void Damage_IsNamedByItsFile()
    {
        Made(IndexKind.Flat);
        IndexLayout layout = TakenApart();
        SealedBlock segment = layout.Blocks.First(b => b.Kind == BlockKind.Segment);
        byte[] bytes = File.ReadAllBytes(FileOf(segment));
        bytes[1000] ^= 1;
        MappedFiles.LetGo();
        File.WriteAllBytes(FileOf(segment), bytes);
        IndexException error = Assert.Throws<IndexException>(() => Votes(Opened(layout).Index, 1));
        Assert.Equal((ErrorKind.IndexCorrupt, FileOf(segment)), (error.Kind, error.Target));

        MappedFiles.LetGo();
        File.WriteAllBytes(FileOf(segment), bytes[..^64]);
        Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => Opened(layout)).Kind);
        MappedFiles.LetGo();
        File.Delete(FileOf(segment));
        Assert.Equal(ErrorKind.IndexNotReadable, Assert.Throws<IndexException>(() => Opened(layout)).Kind);
    }

    [Fact]
    public void Layout_ThatCannotBe_IsRefused()
    {
        Made(IndexKind.Flat);
        IndexLayout layout = TakenApart();
        SealedBlock first = layout.Blocks[0];
        IndexLayout[] wrong =
        [
            layout with { Blocks = [.. layout.Blocks.Skip(1)] },
            layout with { Blocks = [.. layout.Blocks.SkipLast(1)] },
            layout with { Blocks = [first with { Offset = 64 }, .. layout.Blocks.Skip(1)] },
            layout with { Blocks = [first with { Bytes = first.Bytes + 64 }, .. layout.Blocks.Skip(1)] },
            layout with { Blocks = [first with { Kind = BlockKind.Catalog }, .. layout.Blocks.Skip(1)] },
            layout with { Blocks = [first with { Header = "AAAA" }, .. layout.Blocks.Skip(1)] },
        ];
        Assert.All(wrong, w => Assert.Throws<InvalidDataException>(() => w.Checked()));
        Assert.Same(layout, layout.Checked());
    }

    private void Made(IndexKind kind)
    {
        ImageIndex index = CellSamples.Index(Images);
        IndexFile.Save(index, FilePath);
        if (kind == IndexKind.Inverted)
        {
            IndexFile.Compact(index, IndexKind.Inverted);
        }
    }

    private static void Change(ImageIndex index)
    {
        index.Add(Samples.Image("new.jpg", CellSamples.Rows(4000)), out _);
        index.Add(Samples.Image("empty.jpg", []), out _);
        index.Remove(3);
        IndexFile.Save(index);
        index.Add(Samples.Image("twin.jpg", CellSamples.Rows(4)), out _);
        index.Remove(5);
        IndexFile.Save(index, null, replace: false, compact: false, null, DiskFiles.Instance,
            lists: ListPlan.Default with { RowsUnlisted = 150 });
    }

    private static byte[] Blocks(string path) => File.ReadAllBytes(path)[IndexFormat.HeaderBytes..];

    private string FileOf(SealedBlock block) => _folder.At($"{block.Offset}.block");

    /// <summary>Writes each block into a file of its own.</summary>
    private IndexLayout TakenApart()
    {
        using FileStream file = OpenedIndex.OpenToRead(FilePath);
        IndexLayout layout = IndexLayout.Read(file, FilePath);
        using IndexView view = IndexView.Open(file, layout.Slot.FileBytes, copy: true);
        foreach (SealedBlock block in layout.Blocks)
        {
            Assert.Null(IndexAssembly.Damage(view, block));
            byte[] bytes = new byte[block.Bytes];
            file.Position = block.Offset;
            file.ReadExactly(bytes);
            File.WriteAllBytes(FileOf(block), bytes);
        }

        return layout;
    }

    private async Task<string> TogetherAgain(IndexLayout layout)
    {
        string target = _folder.At("together.imgidx");
        await IndexAssembly.WriteAsync(target, layout, (block, file) => file.WriteAsync(File.ReadAllBytes(FileOf(block))).AsTask());
        return target;
    }

    private SealedIndex Opened(IndexLayout layout) => SealedIndex.Open(layout, FileOf, new SealedViews(FileOf), FilePath);

    private static IEnumerable<(long, string, string, int)> Told(ImageIndex index) =>
        index.GetImages().Select(i => (i.Id, i.FullName, i.Sha256, i.FeatureCount));

    private static IEnumerable<(int, long, int, double)> Votes(ImageIndex index, int seed) => ImageSearcher.Search(index.Snapshot(),
        ImageQuery.OfDescriptors(CellSamples.Altered(CellSamples.Rows(seed), 1)), new SearchOptions { Verify = false, MinimumVotes = 1 })
        .Select(m => (m.Rank, m.Image.Id, m.Votes, m.Score));
}
