using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Repair;

public sealed class RepairTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Repair_OfASegment_KeepsTheOthers_AndNamesWhatIsLost()
    {
        IndexState state = ThreeCommits();
        Flip(state.Catalog.Segments[1].Offset + 100);
        IndexReport report = IndexCheck.Run(FilePath);
        IndexProblem problem = Assert.Single(report.Problems);
        Assert.Equal(("Segment", state.Catalog.Segments[1].Offset), (problem.Part, problem.Offset));
        Assert.Equal([Path.GetFullPath("b.jpg")], problem.LostImages);
        byte[] damaged = File.ReadAllBytes(FilePath);

        RepairReport repaired = IndexRepair.Run(FilePath);
        Assert.Equal([Path.GetFullPath("b.jpg")], repaired.LostImages);
        Assert.Equal(damaged, File.ReadAllBytes(repaired.DamagedFile));
        AssertImages(1, 4);
        IndexFile.Open(FilePath).Add(Samples.Image("again.jpg", new byte[128]), out IndexedImage next);
        Assert.Equal(5, next.Id);
    }

    /// <summary>Header, catalogs: what the tables of segments say is enough, but removed images are back where no catalog says that they
    /// are gone.</summary>
    [Theory]
    [InlineData("both slots", "1 3 4")]
    [InlineData("the newest catalog", "1 2 3 4")]
    [InlineData("all catalogs and both slots", "1 2 3 4")]
    public void Repair_WithoutCatalogs_KeepsEverySegment(string what, string ids)
    {
        IndexState state = ThreeCommits();
        foreach (int slot in what.Contains("slots", StringComparison.Ordinal) ? new[] { 100, 4196 } : [])
        {
            Flip(slot);
        }

        byte[] bytes = File.ReadAllBytes(FilePath);
        for (int at = IndexFormat.HeaderBytes; at < bytes.Length; at += IndexFormat.Alignment)
        {
            if (bytes.AsSpan(at).StartsWith(IndexFormat.CatalogMagic)
                && (what[0] == 'a' || (what[0] == 't' && at == state.Slot.CatalogOffset)))
            {
                Flip(at + 70);
            }
        }

        Assert.NotEmpty(IndexCheck.Run(FilePath).Problems);
        Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);
        Assert.Empty(IndexRepair.Run(FilePath).LostImages);
        AssertImages([.. ids.Split(' ').Select(long.Parse)]);
    }

    /// <summary>A catalog in which several images have one id tells nothing that can be relied on, not what is gone either; what only it
    /// knows of is lost.</summary>
    [Fact]
    public void Repair_OfACatalogThatContradictsItself_KeepsWhatWasBefore_AndNamesWhatIsLost()
    {
        IndexState state = ThreeCommits();
        StoredImage first = state.Catalog.Images[0];
        StoredImage[] one = [.. state.Catalog.Images.Select(i => i with { Image = i.Image with { Id = 3 } }),
            first with { Image = first.Image with { Facts = first.Image.Facts with { Path = Path.GetFullPath("new.jpg") } } }];
        Write(state, state.Catalog with { Images = one, Generation = state.Catalog.Generation + 1 });
        Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);
        RepairReport report = IndexRepair.Run(FilePath);
        Assert.Equal([Path.GetFullPath("new.jpg")], report.LostImages);
        Assert.Equal(3, report.Images);
        AssertImages(1, 3, 4);
    }

    [Fact]
    public void Repair_OfWhatIsNoIndex_ChangesNothing()
    {
        File.WriteAllText(FilePath, new string('x', 20_000));
        Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => IndexRepair.Run(FilePath)).Kind);
        Assert.NotEmpty(IndexCheck.Run(FilePath).Problems);
        Assert.Equal([FilePath], FolderFiles.Of(_folder.Path));
        Assert.Equal(ErrorKind.IndexNotFound, Assert.Throws<IndexException>(() => IndexRepair.Run(_folder.At("none"))).Kind);
    }

    [Fact]
    public void Check_OfASoundFile_Counts()
    {
        ThreeCommits();
        IndexReport report = IndexCheck.Run(FilePath);
        Assert.True(report.IsSound, string.Join('\n', report.Problems));
        Assert.Equal((3, 11L, 3L, 3), (report.Images, report.Rows, report.RemovedRows, report.Segments));
    }

    /// <summary>Images 1, 2 and 3, 4 of 2, 3, 4 and 5 rows in three segments, the second's first image removed.</summary>
    private IndexState ThreeCommits()
    {
        ImageIndex index = Samples.Index();
        index.Add(Samples.Image("a.jpg", Samples.Rows(new Random(1), 2)), out _);
        IndexFile.Save(index, FilePath);
        index.Add(Samples.Image("gone.jpg", Samples.Rows(new Random(2), 3)), out _);
        index.Add(Samples.Image("b.jpg", Samples.Rows(new Random(3), 4)), out _);
        IndexFile.Save(index);
        index.Add(Samples.Image("c.jpg", Samples.Rows(new Random(4), 5)), out _);
        index.Remove(2);
        IndexFile.Save(index);
        return OpenedIndex.TryReadState(FilePath)!;
    }

    private void AssertImages(params long[] ids)
    {
        ImageIndex index = IndexFile.Open(FilePath);
        Assert.Equal(ids, index.GetImages().Select(i => i.Id));
        Assert.All(ids, id => Assert.Equal(Samples.Rows(new Random((int)id), (int)id + 1), index.Snapshot().GetFeatures(id).Descriptors));
        Assert.True(IndexCheck.Run(FilePath).IsSound);
    }

    /// <summary>Commits a catalog as it is, which no save would.</summary>
    private void Write(IndexState state, Catalog catalog)
    {
        byte[] content = catalog.ToBytes();
        long commit = state.Slot.Commit + 1;
        byte[] header = new CatalogHeader(IndexFormat.BlockHeaderBytes + content.Length, commit, 0, 0, Checksum.Of(content), 0, 0)
            .ToBytes();
        long end = state.Slot.FileBytes + header.Length + content.Length;
        var slot = new IndexSlot(IndexFormat.Version, commit, catalog.Generation, state.Slot.FileBytes, CatalogHeader.ChecksumOf(header),
            end, IndexFormat.Writer);
        using FileStream file = new(FilePath, FileMode.Open, FileAccess.ReadWrite);
        file.Position = state.Slot.FileBytes;
        file.Write(header);
        file.Write(content);
        file.Position = commit % 2 * IndexFormat.SlotBytes;
        file.Write(slot.ToBytes());
    }

    private void Flip(long at)
    {
        using FileStream file = new(FilePath, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        int value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 4));
    }
}
