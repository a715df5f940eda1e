using System.Runtime.Versioning;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Sift;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Faiss;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage;

public sealed class IndexFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Save_TellsHowFarItIs()
    {
        // Two segments: one has at most 65,536 rows.
        ImageIndex index = Samples.Index(new byte[128 * 60_000], new byte[128 * 60_000], new byte[128 * 10]);
        var told = new List<(long, long)>();
        void Tell(long done, long all) => told.Add((done, all));
        IndexFile.Save(index, _folder.At("progress.imgidx"), progress: Tell);
        (long, long)[] once = [(60_000, 120_010), (120_010, 120_010)];
        Assert.Equal(once, told);
        IndexFile.Compact(index, progress: Tell);
        FaissFile.Export(index.Snapshot(), _folder.At("x.faiss"), progress: Tell);
        Assert.Equal([.. once, .. once, (60_000L, 120_010L), (120_000, 120_010), (120_010, 120_010)], told);
    }

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

    /// <summary>Images without rows lie in no segment; what moves segments about must not lose them.</summary>
    [Fact]
    public void ImagesWithoutRows_AreKept_WhateverBecomesOfTheFile()
    {
        string path = _folder.At("a.imgidx");
        ImageIndex index = Samples.Index([[]]);
        IndexFile.Save(index, path);
        Assert.Equal(1, IndexFile.Open(path).ImageCount);
        index.Add(Samples.Image("b.jpg", Samples.Rows(new Random(1), 3)), out _);
        index.Add(Samples.Image("c.jpg", []) with { PageCount = 2 }, out _);
        index.Add(Samples.Image("d.jpg", Samples.Rows(new Random(2), 4)), out _);
        IndexFile.Save(index);
        IndexFile.Compact(index);
        index.Remove(2);
        index.TryGet(3, out IndexedImage? moved);
        Assert.Single(index.MoveAll([(3, moved!.Facts with { Path = Path.GetFullPath("moved.jpg") })]));
        IndexFile.Save(index);
        Assert.True(IndexCheck.Run(path).IsSound);
        ImageIndex opened = IndexFile.Open(path);
        Assert.Equal([(1L, "image1.jpg", 0, 1), (3L, "moved.jpg", 0, 2), (4L, "d.jpg", 4, 1)],
            opened.GetImages().Select(i => (i.Id, Path.GetFileName(i.Path), i.FeatureCount, i.PageCount)));
        Assert.Equal(Samples.Rows(new Random(2), 4), opened.Snapshot().GetFeatures(4).Descriptors);
        IndexFile.Compact(opened);
        IndexRepair.Run(path);
        Assert.Equal([1L, 3, 4], IndexFile.Open(path).GetImages().Select(i => i.Id));
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
        Assert.Equal([FilePath], FolderFiles.Of(_folder.Path));
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
        Assert.Equal(ErrorKind.IndexNotWritable,
            Assert.Throws<IndexException>(() => IndexFile.Save(index, _folder.At("no/such/folder.imgidx"))).Kind);
        Assert.Empty(FolderFiles.Of(_folder.Path));
        Assert.Null(index.FilePath);
        Assert.True(index.HasUnsavedChanges);
    }

    [Fact]
    public void Open_OfNothing_IsNotFound() =>
        Assert.Equal(ErrorKind.IndexNotFound, Assert.Throws<IndexException>(() => IndexFile.Open(FilePath)).Kind);

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

    [UnixFact("Windows has no modes of files.")]
    [UnsupportedOSPlatform("windows")]
    public void Save_ThroughALink_KeepsTheLinkAndTheRights()
    {
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
    public void Lock_IsRefusedWhereNothingCanBeWritten_AndLeavesNothing()
    {
        IndexLock.Take(FilePath).Dispose();
        Assert.Empty(FolderFiles.Of(_folder.Path));
        Assert.Equal(ErrorKind.IndexNotWritable, Assert.Throws<IndexException>(() => IndexLock.Take(_folder.At("no/such.imgidx"))).Kind);
        Assert.Equal(ErrorKind.IndexNotWritable,
            Assert.Throws<IndexException>(() => IndexFile.Save(new ImageIndex(IndexSettings.Default), _folder.Path)).Kind);
    }

    [Fact]
    public void Save_OfTenImagesMore_AppendsTheirBytesAlone()
    {
        var random = new Random(5);
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 100).Select(_ => Samples.Rows(random, 100))]);
        IndexFile.Save(index, FilePath);
        byte[] before = File.ReadAllBytes(FilePath);
        for (int i = 0; i < 10; i++)
        {
            index.Add(Samples.Image($"more{i}.jpg", Samples.Rows(random, 10)), out _);
        }

        index.Remove(5);
        index.Add(Samples.Image("image7.jpg", Samples.Rows(random, 3)), out _);
        index.Add(Samples.Image("image8.jpg", index.Snapshot().GetFeatures(8).Descriptors, DateTime.UnixEpoch.AddDays(2)), out _);
        IndexFile.Save(index);
        byte[] after = File.ReadAllBytes(FilePath);
        Assert.InRange(after.Length - before.Length, 103 * 172, 103 * 172 + 10_000);
        Assert.Equal(before[IndexFormat.HeaderBytes..], after[IndexFormat.HeaderBytes..before.Length]);
        AssertSame(index, IndexFile.Open(FilePath));
        Assert.Equal(109, IndexFile.Open(FilePath).ImageCount);
    }

    [Fact]
    public void Save_AgainAndAgain_KeepsEverything_AndCatalogsDoNotGrowWithoutEnd()
    {
        var random = new Random(6);
        ImageIndex index = Samples.Index(Samples.Rows(random, 2));
        IndexFile.Save(index, FilePath);
        for (int i = 0; i < 700; i++)
        {
            index.Add(Samples.Image($"{i % 90}.jpg", Samples.Rows(random, 1)), out _);
            IndexFile.Save(index);
        }

        AssertSame(index, IndexFile.Open(FilePath));
        Assert.InRange(OpenedIndex.TryReadState(FilePath)!.Newest.ChainBytes, 1, 140_000);
        long before = new FileInfo(FilePath).Length;
        IndexFile.Compact(index);
        Assert.InRange(new FileInfo(FilePath).Length, 1, before / 10);
        AssertSame(index, IndexFile.Open(FilePath));
    }

    [Fact]
    public void Save_OfNothingNew_WritesNothing()
    {
        IndexFile.Save(Samples.Index(new byte[128]), FilePath);
        byte[] before = File.ReadAllBytes(FilePath);
        IndexFile.Save(IndexFile.Open(FilePath));
        Assert.Equal(before, File.ReadAllBytes(FilePath));
    }

    [Fact]
    public void Save_OfAFileThatIsMostlyDead_WritesItAnew()
    {
        var random = new Random(7);
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 5).Select(_ => Samples.Rows(random, 20_000))]);
        IndexFile.Save(index, FilePath);
        for (int id = 1; id < 5; id++)
        {
            index.Remove(id);
        }

        IndexFile.Save(index);
        Assert.InRange(new FileInfo(FilePath).Length, 20_000 * 172, 20_000 * 180);
        AssertSame(index, IndexFile.Open(FilePath));
    }

    [Fact]
    public void Readers_GoOnWithTheirGeneration_AndMoveToTheNewest()
    {
        ImageIndex writer = Samples.Index(Samples.Rows(new Random(8), 50));
        IndexFile.Save(writer, FilePath);
        ImageIndex reader = IndexFile.Open(FilePath);
        IndexSnapshot old = reader.Snapshot();
        Assert.False(IndexFile.Refresh(reader));
        writer.Add(Samples.Image("b.jpg", Samples.Rows(new Random(9), 5)), out _);
        IndexFile.Save(writer);
        writer.Remove(1);
        IndexFile.Compact(writer);
        Assert.Equal(50, old.GetFeatures(1).Count);
        Assert.True(IndexFile.Refresh(reader));
        Assert.Equal([2L], reader.GetImages().Select(i => i.Id));
        Assert.Equal(writer.Generation, reader.Generation);
        writer.Add(Samples.Image("c.jpg", new byte[128]), out _);
        IndexFile.Save(writer);
        reader.Remove(2);
        Assert.Equal(ErrorKind.IndexChanged, Assert.Throws<IndexException>(() => IndexFile.Refresh(reader)).Kind);
    }

    [Fact]
    public void RelativePaths_LetTheIndexMoveWithItsFolder()
    {
        string folder = Directory.CreateDirectory(_folder.At("here/ünïcødé 名前")).FullName;
        ImageIndex index = Samples.Index();
        index.RelativePaths = true;
        index.Add(Samples.Image(Path.Combine(folder, "a.jpg"), new byte[128]), out _);
        index.Add(Samples.Image(_folder.At("beside.jpg"), new byte[256]), out _);
        IndexFile.Save(index, _folder.At("here/a.imgidx"));
        AssertSame(index, IndexFile.Open(_folder.At("here/a.imgidx")));
        Directory.CreateDirectory(_folder.At("there"));
        Directory.Move(_folder.At("here"), _folder.At("there/here"));
        ImageIndex moved = IndexFile.Open(_folder.At("there/here/a.imgidx"));
        Assert.True(moved.RelativePaths);
        Assert.True(moved.TryGet(_folder.At("there/here/ünïcødé 名前/a.jpg"), out _));
        Assert.True(moved.TryGet(_folder.At("there/beside.jpg"), out _));
    }

    [Fact]
    public void LongPaths_AreKept()
    {
        string name = "/" + string.Join('/', Enumerable.Repeat(new string('名', 80), 60)) + "/a.jpg";
        ImageIndex index = Samples.Index();
        index.Add(Samples.Image(name, new byte[128]), out _);
        IndexFile.Save(index, FilePath);
        Assert.True(IndexFile.Open(FilePath).TryGet(name, out _));
    }

    /// <summary>What is copied over an index that is open, or cut off it, must be noticed: the mapped bytes are others then, or not there
    /// at all.</summary>
    [UnixTheory("Windows lets nobody write over a file that is mapped.")]
    [InlineData("another index of its size")]
    [InlineData("a shorter index")]
    [InlineData("nothing")]
    public void AFileThatWasWrittenOver_IsNoticedBeforeItIsRead(string by)
    {
        IndexFile.Save(Samples.Index(Samples.Rows(new Random(1), 200), Samples.Rows(new Random(2), 200)), FilePath);
        int rows = by == "a shorter index" ? 2 : 200;
        IndexFile.Save(Samples.Index(Samples.Rows(new Random(3), rows), Samples.Rows(new Random(4), rows)), _folder.At("b"));
        ImageIndex index = IndexFile.Open(FilePath);
        using (FileStream file = new(FilePath, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            file.SetLength(0);
            file.Write(by == "nothing" ? [] : File.ReadAllBytes(_folder.At("b")));
        }

        byte[] query = Samples.Rows(new Random(1), 200);
        AssertChanged(() => ImageSearcher.Search(index.Snapshot(), ImageQuery.OfDescriptors(query), new SearchOptions()));
        AssertChanged(() => ImageSearcher.Search(index.Snapshot(), ImageQuery.Of(index.Snapshot(), 1), new SearchOptions()));
        AssertChanged(() => ImageSearch.Duplicates.DuplicateFinder.Find(index.Snapshot(), new ImageSearch.Duplicates.DuplicateOptions()));
        AssertChanged(() => FaissFile.Export(index.Snapshot(), _folder.At("faiss")));
        AssertChanged(() => IndexFile.Save(index));
        AssertChanged(() => IndexFile.Save(index, _folder.At("c")));
        AssertChanged(() => IndexFile.Save(index, FilePath, replace: true));

        void AssertChanged(Action work) => Assert.Equal(ErrorKind.IndexChanged, Assert.Throws<IndexException>(work).Kind);
    }

    [UnixFact("Windows lets nobody move a file over one that is open.")]
    public void AFileThatIsReplacedByAnother_IsReadOn()
    {
        IndexFile.Save(Samples.Index(Samples.Rows(new Random(1), 200)), FilePath);
        ImageIndex index = IndexFile.Open(FilePath);
        IndexFile.Save(Samples.Index(Samples.Rows(new Random(3), 2)), _folder.At("b"));
        File.Move(_folder.At("b"), FilePath, overwrite: true);
        Assert.Equal(200, Assert.Single(
            ImageSearcher.Search(index.Snapshot(), ImageQuery.OfDescriptors(Samples.Rows(new Random(1), 200)), new SearchOptions())).Votes);
        index.Remove(1);
        Assert.Equal(ErrorKind.IndexChanged, Assert.Throws<IndexException>(() => IndexFile.Save(index)).Kind);
    }

    /// <summary>Where another machine's disk holds the file, its bytes are copied: the same index, from a private copy.</summary>
    [Fact]
    public void AView_IsTheSame_MappedAndCopied()
    {
        IndexFile.Save(Samples.Index(Samples.Rows(new Random(10), 30)), FilePath);
        using var file = new FileStream(FilePath, FileMode.Open, FileAccess.Read);
        using var mapped = IndexView.Open(file, file.Length, copy: false);
        using var copied = IndexView.Open(file, file.Length, copy: true);
        Assert.True(mapped.IsMapped && !copied.IsMapped);
        Assert.Equal(Bytes(mapped), Bytes(copied));
        Assert.False(IndexView.IsRemote(FilePath));

        static unsafe byte[] Bytes(IndexView view) => new ReadOnlySpan<byte>(view.Start, (int)view.Bytes).ToArray();
    }

    private static void AssertSame(ImageIndex expected, ImageIndex actual)
    {
        Assert.Equal((expected.ImageCount, expected.RowCount, expected.Generation),
            (actual.ImageCount, actual.RowCount, actual.Generation));
        foreach ((IndexedImage was, IndexedImage now) in expected.GetImages().Zip(actual.GetImages()))
        {
            Assert.Equal((was.Id, was.Path, was.ModifiedUtc, was.FeatureCount), (now.Id, now.Path, now.ModifiedUtc, now.FeatureCount));
            Assert.Equal(expected.Snapshot().GetFeatures(was.Id).Descriptors, actual.Snapshot().GetFeatures(was.Id).Descriptors);
            Assert.Equal(expected.Snapshot().GetFeatures(was.Id).Keypoints, actual.Snapshot().GetFeatures(was.Id).Keypoints);
        }
    }
}
