using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage;

/// <summary>Several writers with one file: each holds the lock for its commits alone, and nothing of any is lost.</summary>
public sealed class RebaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Commit_KeepsWhatAnotherAddedRemovedAndMovedMeanwhile()
    {
        IndexFile.Save(Samples.Index(Rows(1), Rows(2), Rows(3), Rows(4)), FilePath);
        ImageIndex own = IndexFile.Open(FilePath), other = IndexFile.Open(FilePath);
        other.Add(Samples.Image("theirs.jpg", Rows(5)), out IndexedImage theirs);
        other.Remove(1);
        Move(other, 2, "moved-by-them.jpg");
        IndexFile.Save(other);
        own.Add(Samples.Image("ours.jpg", Rows(6)), out IndexedImage ours);
        Assert.Equal(theirs.Id, ours.Id);
        own.Remove(3);
        Move(own, 4, "moved-by-us.jpg");
        IndexFile.SaveChanges(own, FilePath, TimeSpan.Zero);
        ImageIndex opened = IndexFile.Open(FilePath);
        Assert.Equal([(2L, "moved-by-them.jpg"), (4, "moved-by-us.jpg"), (5, "theirs.jpg"), (6, "ours.jpg")], Names(opened));
        Assert.Equal(Names(opened), Names(own));
        Assert.False(own.HasUnsavedChanges);
        Assert.Equal(Rows(6), opened.Snapshot().GetFeatures(6).Descriptors);
        Assert.Equal(Samples.Image("ours.jpg", Rows(6)).Features.Keypoints.Length, opened.Snapshot().GetFeatures(6).Keypoints.Length);
        Assert.True(IndexCheck.Run(FilePath).IsSound);
    }

    /// <summary>Rows and keypoints that are made again on another state are those that they were.</summary>
    [Fact]
    public void Commit_KeepsRowsAndKeypointsBitForBit()
    {
        IndexFile.Save(Samples.Index(Rows(1)), FilePath);
        ImageIndex own = IndexFile.Open(FilePath), other = IndexFile.Open(FilePath), alone = IndexFile.Open(FilePath);
        foreach (ImageIndex index in new[] { own, alone })
        {
            index.Add(Samples.Image("ours.jpg", Samples.Rows(new Random(9), 300)), out _);
        }

        other.Remove(1);
        IndexFile.Save(other);
        IndexFile.SaveChanges(own, FilePath, TimeSpan.Zero);
        Assert.Equal(alone.Snapshot().GetFeatures(2).Descriptors, own.Snapshot().GetFeatures(2).Descriptors);
        Assert.Equal(alone.Snapshot().GetFeatures(2).Keypoints, own.Snapshot().GetFeatures(2).Keypoints);
    }

    [Fact]
    public void Commit_OfWhatBothChanged_TakesTheLater_AndKeepsWhatOneRemoved()
    {
        IndexFile.Save(Samples.Index(Rows(1), Rows(2), Rows(3), Rows(4)), FilePath);
        ImageIndex own = IndexFile.Open(FilePath), other = IndexFile.Open(FilePath);
        other.Add(Samples.Image("image1.jpg", Rows(11)), out _);
        other.Add(Samples.Image("image2.jpg", Rows(12)), out _);
        other.Remove(3);
        other.Remove(4);
        other.Add(Samples.Image("new.jpg", Rows(15)), out _);
        IndexFile.Save(other);
        own.Add(Samples.Image("image1.jpg", Rows(21)), out _);
        own.Remove(2);
        own.Add(Samples.Image("image3.jpg", Rows(23)), out _);
        Move(own, 4, "new.jpg");
        IndexFile.SaveChanges(own, FilePath, TimeSpan.Zero);
        ImageIndex opened = IndexFile.Open(FilePath);
        Assert.Equal(["image1.jpg", "image2.jpg", "image3.jpg", "new.jpg"],
            Names(opened).Select(n => n.Name).Order(StringComparer.Ordinal));
        Assert.Equal([Rows(21), Rows(12), Rows(23), Rows(4)], new[] { "image1.jpg", "image2.jpg", "image3.jpg", "new.jpg" }.Select(name =>
        {
            Assert.True(opened.TryGet(name, out IndexedImage? image));
            return opened.Snapshot().GetFeatures(image.Id).Descriptors;
        }));
    }

    [Fact]
    public void Commit_OfANewIndex_WhereAnotherMadeTheFileMeanwhile_JoinsBoth()
    {
        ImageIndex own = Samples.Index(Rows(1)), other = new(IndexSettings.Default);
        other.Add(Samples.Image("other.jpg", Rows(2)), out _);
        IndexFile.Save(other, FilePath);
        IndexFile.SaveChanges(own, FilePath, TimeSpan.Zero);
        Assert.Equal([(1L, "other.jpg"), (2, "image1.jpg")], Names(IndexFile.Open(FilePath)));
    }

    [Fact]
    public void Commit_OntoAFileOfOtherSettings_OrADamagedOne_ChangesNeither()
    {
        IndexFile.Save(Samples.Index(Rows(1)), FilePath);
        ImageIndex own = IndexFile.Open(FilePath);
        own.Add(Samples.Image("ours.jpg", Rows(2)), out _);
        var other = new ImageIndex(IndexSettings.Default with { Imaging = new ImageSearch.Imaging.ImagingSettings(LongSidePixels: 1024) });
        IndexFile.Save(other, FilePath, replace: true);
        byte[] before = File.ReadAllBytes(FilePath);
        Assert.Equal(ErrorKind.IndexChanged, Assert.Throws<IndexException>(() => IndexFile.SaveChanges(own, FilePath, TimeSpan.Zero)).Kind);
        Assert.Equal(before, File.ReadAllBytes(FilePath));
        MappedFiles.LetGo();
        File.WriteAllBytes(FilePath, before[..^100]);
        Assert.Equal(ErrorKind.IndexCorrupt, Assert.Throws<IndexException>(() => IndexFile.SaveChanges(own, FilePath, TimeSpan.Zero)).Kind);
        Assert.Equal(before[..^100], File.ReadAllBytes(FilePath));
        Assert.True(own.HasUnsavedChanges);
        Assert.Equal(2, own.ImageCount);
    }

    /// <summary>Four writers, each with commits of its own: every image of each is there, once, and every state on the way is
    /// whole.</summary>
    [Fact]
    public async Task ManyWriters_LoseNothing()
    {
        const int Writers = 4, Commits = 12;
        IndexFile.Save(new ImageIndex(IndexSettings.Default), FilePath);
        await Task.WhenAll(Enumerable.Range(0, Writers).Select(writer => Task.Run(() =>
        {
            ImageIndex index = IndexFile.Open(FilePath);
            for (int i = 0; i < Commits; i++)
            {
                index.Add(Samples.Image($"{writer}-{i}.jpg", Samples.Rows(new Random((writer * 1000) + i), 40)), out _);
                if (i % 3 == 2)
                {
                    Assert.True(index.TryGet($"{writer}-{i - 1}.jpg", out IndexedImage? earlier));
                    index.Remove(earlier.Id);
                }

                IndexFile.SaveChanges(index, FilePath, TimeSpan.FromMinutes(2));
            }
        })));
        ImageIndex opened = IndexFile.Open(FilePath);
        Assert.Equal(Writers * Commits * 2 / 3, opened.ImageCount);
        Assert.All(opened.GetImages(), image =>
        {
            int[] name = [.. Path.GetFileNameWithoutExtension(image.Path).Split('-').Select(int.Parse)];
            Assert.Equal(Samples.Rows(new Random((name[0] * 1000) + name[1]), 40), opened.Snapshot().GetFeatures(image.Id).Descriptors);
        });
        Assert.True(IndexCheck.Run(FilePath).IsSound);
    }

    [Fact]
    public async Task TheLock_IsWaitedFor_ABoundedWhile()
    {
        IndexLock held = IndexLock.Take(FilePath);
        IndexException error = Assert.Throws<IndexException>(() => IndexLock.Take(FilePath, TimeSpan.FromMilliseconds(50)));
        Assert.Equal(ErrorKind.IndexLocked, error.Kind);
        Task<IndexLock> waiting = Task.Run(() => IndexLock.Take(FilePath, TimeSpan.FromMinutes(1)));
        held.Dispose();
        (await waiting).Dispose();
    }

    private static byte[] Rows(int seed) => Samples.Rows(new Random(seed), 20);

    private static void Move(ImageIndex index, long id, string name)
    {
        Assert.True(index.TryGet(id, out IndexedImage? image));
        Assert.Equal([id], index.MoveAll([(id, image.Facts with { Path = Path.GetFullPath(name) })]));
    }

    private static IEnumerable<(long Id, string Name)> Names(ImageIndex index) =>
        index.GetImages().Select(i => (i.Id, Path.GetFileName(i.Path)));
}
