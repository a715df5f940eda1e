using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Commit;

/// <summary>A large file's catalogs are not read again for each save: what is appended must be right all the same.</summary>
public sealed class KnownFileTests : IDisposable
{
    private const int LargeRows = 30_000;

    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(4, true)]
    public void Saves_OfRandomChanges_GiveWhatTheIndexHas(int seed, bool relative)
    {
        var random = new Random(seed);
        ImageIndex index = Large(relative);
        int known = 0;
        for (int round = 0; round < 60; round++)
        {
            for (int change = random.Next(1, 5); change > 0; change--)
            {
                ChangeOne(index, random);
            }

            Save(index, random.Next(4) == 0 ? random.Next(1, 12) : int.MaxValue);
            known += FileBinding.Of(index)!.File?.Places is { Written.Count: > 0 } ? 1 : 0;
            AssertSame(index, IndexFile.Open(FilePath));
        }

        Assert.InRange(known, 20, 60);
        Assert.True(IndexCheck.Run(FilePath).IsSound);
    }

    /// <summary>An image that is changed while another thread saves is a change still; one that was saved is none.</summary>
    [Fact]
    public void AChangeMadeWhileItIsSaved_IsSavedNextTime()
    {
        ImageIndex index = Large(relative: false);
        index.Add(Samples.Image("a.jpg", Samples.Rows(new Random(8), 2)), out IndexedImage first);
        index.Add(Samples.Image("b.jpg", Samples.Rows(new Random(9), 2)), out IndexedImage second);
        bool done = false;
        IndexFile.Save(index, progress: (_, _) =>
        {
            if (!done)
            {
                done = true;
                index.Remove(first.Id);
                index.Add(Samples.Image("c.jpg", Samples.Rows(new Random(10), 3)), out _);
            }
        });
        Assert.True(done && index.HasUnsavedChanges);
        Assert.True(IndexFile.Open(FilePath).TryGet(first.Id, out _));
        IndexFile.Save(index);
        AssertSame(index, IndexFile.Open(FilePath));
        Assert.False(IndexFile.Open(FilePath).TryGet(first.Id, out _));
        Assert.True(IndexFile.Open(FilePath).TryGet(second.Id, out _));
    }

    /// <summary>What others saved is not taken for the state that is known.</summary>
    [Fact]
    public void AFileThatOthersChanged_IsNotWrittenOn()
    {
        ImageIndex index = Large(relative: false), other = IndexFile.Open(FilePath);
        other.Add(Samples.Image("other.jpg", Samples.Rows(new Random(8), 2)), out _);
        IndexFile.Save(other);
        index.Add(Samples.Image("own.jpg", Samples.Rows(new Random(9), 2)), out _);
        Assert.Equal(ErrorKind.IndexChanged, Assert.Throws<IndexException>(() => IndexFile.Save(index)).Kind);
        IndexFile.SaveChanges(index, FilePath, TimeSpan.FromSeconds(10));
        Assert.Equal(["other.jpg", "own.jpg"],
            IndexFile.Open(FilePath).GetImages().Select(i => Path.GetFileName(i.Path)).Where(n => n.StartsWith('o')).Order());
    }

    /// <summary>A bit that flips in a slot meanwhile is mended by the next save, as if all had been read.</summary>
    [Fact]
    public void ASlotThatWasDamagedMeanwhile_IsWrittenAgain()
    {
        ImageIndex index = Large(relative: false);
        index.Add(Samples.Image("a.jpg", Samples.Rows(new Random(8), 2)), out _);
        IndexFile.Save(index);
        long commit = FileBinding.Of(index)!.Mark.Commit;
        using (FileStream file = new(FilePath, FileMode.Open, FileAccess.ReadWrite))
        {
            file.Position = (4096 * (commit % 2)) + 100;
            file.WriteByte(77);
        }

        index.Add(Samples.Image("b.jpg", Samples.Rows(new Random(9), 2)), out _);
        IndexFile.Save(index);
        AssertSame(index, IndexFile.Open(FilePath));
        Assert.True(IndexCheck.Run(FilePath).IsSound);
    }

    private ImageIndex Large(bool relative)
    {
        var index = new ImageIndex(IndexSettings.Default) { RelativePaths = relative };
        for (int i = 0; i < 3; i++)
        {
            index.Add(Samples.Image(_folder.At($"large{i}.jpg"), Samples.Rows(new Random(100 + i), LargeRows)), out _);
        }

        index.Add(Samples.Image(_folder.At("none.jpg"), []), out _);
        IndexFile.Save(index, FilePath);
        Assert.Equal("file", index.RowLocation);
        return index;
    }

    private void ChangeOne(ImageIndex index, Random random)
    {
        IReadOnlyList<IndexedImage> images = index.GetImages();
        IndexedImage some = images[random.Next(images.Count)];
        string path = _folder.At($"{random.Next(20)}.jpg");
        switch (random.Next(6))
        {
            case 0 when some.FeatureCount < LargeRows:
                index.Remove(some.Id);
                break;
            case 1:
                index.TryTouch(some.Facts with { ModifiedUtc = some.ModifiedUtc.AddSeconds(1) }, out _);
                break;
            case 2:
                index.MoveAll([(some.Id, some.Facts with { Path = path })]);
                break;
            case 3:
                // Content that was there before, so that rows come back which the file has already.
                index.Add(Samples.Image(path, Samples.Rows(new Random(random.Next(3)), 2)), out _);
                break;
            default:
                index.Add(Samples.Image(path, Samples.Rows(new Random(random.Next()), random.Next(4))), out _);
                break;
        }
    }

    private static void Save(ImageIndex index, int failAt)
    {
        Exception? error = Record.Exception(
            () => IndexFile.Save(index, null, replace: false, compact: false, null, new FailingFiles(failAt)));
        if (error is not null)
        {
            Assert.Equal(ErrorKind.IndexNotWritable, Assert.IsType<IndexException>(error).Kind);
            IndexFile.Save(index);
        }
    }

    private static void AssertSame(ImageIndex index, ImageIndex opened)
    {
        IReadOnlyList<IndexedImage> expected = index.GetImages(), actual = opened.GetImages();
        Assert.Equal(expected.Select(Words), actual.Select(Words));
        Assert.Equal(index.RowCount, opened.RowCount);
        IndexSnapshot here = index.Snapshot(), there = opened.Snapshot();
        foreach (IndexedImage image in expected.Where(i => i.FeatureCount < LargeRows))
        {
            Assert.Equal(here.GetFeatures(image.Id).Descriptors, there.GetFeatures(image.Id).Descriptors);
            Assert.Equal(here.GetFeatures(image.Id).Keypoints, there.GetFeatures(image.Id).Keypoints);
        }
    }

    private static string Words(IndexedImage image) =>
        $"{image.Id} {image.Path} {image.ModifiedUtc.Ticks} {image.FeatureCount} {image.Sha256}";
}
