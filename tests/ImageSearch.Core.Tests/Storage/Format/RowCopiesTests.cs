using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;
using ImageSearch.Tests.Cells;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Format;

public sealed class RowCopiesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    /// <summary>With a mapped file this would end the process.</summary>
    [Fact]
    public void CopiedRows_AreThere_WhateverBecomesOfTheFile()
    {
        IndexFile.Save(Samples.Index(Rows(1), Rows(2)), FilePath);
        var copies = new RowCopies(long.MaxValue);
        ImageIndex index = IndexFile.Open(FilePath, copies);
        IndexSnapshot snapshot = index.Snapshot();
        MappedFiles.LetGo();
        using (FileStream file = File.OpenWrite(FilePath))
        {
            file.SetLength(5000);
        }

        snapshot.EnsureUnchanged();
        Assert.Equal(Rows(2), snapshot.GetFeatures(2).Descriptors);
        Assert.InRange(copies.Bytes, 2 * 700 * 170, 2 * 700 * 190);
        Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => IndexFile.IsNewest(index)).Kind);
    }

    [Fact]
    public void ANewState_TakesOverTheSegmentsThatItHas_AndReadsTheOthers()
    {
        IndexFile.Save(Samples.Index(Rows(1)), FilePath);
        var copies = new RowCopies(long.MaxValue);
        IndexSnapshot first = IndexFile.Open(FilePath, copies).Snapshot();
        ImageIndex writer = IndexFile.Open(FilePath);
        writer.Add(Samples.Image("more.jpg", Rows(3)), out _);
        IndexFile.Save(writer);
        ImageIndex second = IndexFile.Open(FilePath, copies);
        Assert.Same(first.Segments[0].Segment, second.Snapshot().Segments[0].Segment);
        Assert.Equal(2, second.Snapshot().Segments.Length);
        Assert.Equal(Rows(3), second.Snapshot().GetFeatures(2).Descriptors);

        // What was opened so stays so: after a save of its own too.
        second.Add(Samples.Image("own.jpg", Rows(4)), out _);
        IndexFile.Save(second);
        Assert.Same(first.Segments[0].Segment, second.Snapshot().Segments[0].Segment);
        Assert.DoesNotContain(second.Snapshot().Segments.ToArray(), s => s.Segment.Owner is IndexView { IsMapped: true });
        Assert.Equal(Rows(4), second.Snapshot().GetFeatures(3).Descriptors);
    }

    [Fact]
    public void AnotherFileInItsPlace_IsReadAnew()
    {
        IndexFile.Save(Samples.Index(Rows(1)), FilePath);
        var copies = new RowCopies(long.MaxValue);
        ImageIndex old = IndexFile.Open(FilePath, copies);
        IndexFile.Save(Samples.Index(Rows(2)), FilePath, replace: true);
        Assert.False(IndexFile.IsNewest(old));
        Assert.Equal(Rows(2), IndexFile.Open(FilePath, copies).Snapshot().GetFeatures(1).Descriptors);
        Assert.Equal(Rows(1), old.Snapshot().GetFeatures(1).Descriptors);
    }

    /// <summary>Lists are copied once too, and count; where only rows would have had room, all of it is mapped.</summary>
    [Fact]
    public unsafe void Lists_AreTakenOver_AndCount()
    {
        ImageIndex made = CellSamples.Index(100);
        IndexFile.Save(made, FilePath);
        IndexFile.Compact(made, IndexKind.Inverted);
        var copies = new RowCopies(long.MaxValue);
        IndexSnapshot first = IndexFile.Open(FilePath, copies).Snapshot();
        long rowBytes = 10_000 * 170;
        Assert.InRange(copies.Bytes, rowBytes + (10_000 * 20), new FileInfo(FilePath).Length);
        made.Add(Samples.Image("more.jpg", Rows(3)), out _);
        IndexFile.Save(made);
        IndexSnapshot second = IndexFile.Open(FilePath, copies).Snapshot();
        Assert.Equal((nint)first.Lists!.Parts[0].Blocks, (nint)second.Lists!.Parts[0].Blocks);
        Assert.Null(second.Lists.Damage());

        var few = new RowCopies(rowBytes + 100_000);
        IndexSnapshot mapped = IndexFile.Open(FilePath, few).Snapshot();
        Assert.Equal(0, few.Bytes);
        Assert.True(Assert.IsType<IndexView>(mapped.Segments[0].Segment.Owner).IsMapped);
    }

    [Fact]
    public void MoreThanMayBeCopied_IsMapped()
    {
        IndexFile.Save(Samples.Index(Rows(1)), FilePath);
        var copies = new RowCopies(100_000);
        IndexSnapshot snapshot = IndexFile.Open(FilePath, copies).Snapshot();
        Assert.Equal(0, copies.Bytes);
        Assert.True(Assert.IsType<IndexView>(snapshot.Segments[0].Segment.Owner).IsMapped);
    }

    [Fact]
    public void DamagedRows_AreFoundAsTheyAreCopied()
    {
        IndexFile.Save(Samples.Index(Rows(1)), FilePath);
        byte[] bytes = File.ReadAllBytes(FilePath);
        bytes[IndexFormat.HeaderBytes + 1000] ^= 1;
        MappedFiles.LetGo();
        File.WriteAllBytes(FilePath, bytes);
        IndexException error = Assert.Throws<IndexException>(() => IndexFile.Open(FilePath, new RowCopies(long.MaxValue)));
        Assert.Equal(ErrorKind.IndexCorrupt, error.Kind);
    }

    private static byte[] Rows(int seed) => Samples.Rows(new Random(seed), 700);
}
