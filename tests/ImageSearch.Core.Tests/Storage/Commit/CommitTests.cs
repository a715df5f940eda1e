using System.Text.Json;
using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Repair;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Commit;

/// <summary>Commits that fail, and writers at the same time.</summary>
public sealed class CommitTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string FilePath => _folder.At("a.imgidx");

    public void Dispose() => _folder.Dispose();

    /// <summary>Whatever call fails: the file has the old state or the new one, whole, and the next save goes on from there.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Save_ThatFailsAtAnyCall_LosesNothing(bool whole)
    {
        bool failed = true;
        for (int failAt = 1; failed; failAt++)
        {
            ImageIndex index = Samples.Index(Samples.Rows(new Random(1), 5), Samples.Rows(new Random(2), 6));
            IndexFile.Save(index, FilePath, replace: true);
            index.Add(Samples.Image("more.jpg", Samples.Rows(new Random(3), 7)), out _);
            index.Remove(1);
            var files = new FailingFiles(failAt);
            Exception? error = Record.Exception(() => IndexFile.Save(index, null, replace: false, compact: whole, null, files));
            failed = error is not null;
            Assert.True(!failed || error is IndexException { Kind: ErrorKind.IndexNotWritable });
            Assert.Equal(failed, index.HasUnsavedChanges);
            string[] ids = [string.Join(' ', IndexFile.Open(FilePath).GetImages().Select(i => i.Id))];
            Assert.Contains(ids[0], failed ? ["1 2", "2 3"] : new[] { "2 3" });
            Assert.True(IndexCheck.Run(FilePath).Problems.All(p => p.Part == "Header"));
            Assert.Equal([FilePath], FolderFiles.Of(_folder.Path));

            index.Add(Samples.Image("after.jpg", Samples.Rows(new Random(4), 2)), out _);
            IndexFile.Save(index);
            ImageIndex opened = IndexFile.Open(FilePath);
            Assert.Equal([2L, 3, 4], opened.GetImages().Select(i => i.Id));
            Assert.Equal(Samples.Rows(new Random(3), 7), opened.Snapshot().GetFeatures(3).Descriptors);
            Assert.True(IndexCheck.Run(FilePath).IsSound);
            Assert.True(failAt < 100);
        }
    }

    /// <summary>Whoever brought it about: what could not be opened again is refused, and the file keeps what it has.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Save_OfAStateThatCouldNotBeOpened_ChangesNothing(bool whole)
    {
        ImageIndex index = Samples.Index(Samples.Rows(new Random(1), 5), Samples.Rows(new Random(2), 6));
        IndexFile.Save(index, FilePath);
        byte[] before = File.ReadAllBytes(FilePath);
        var rows = new RowStore();
        IndexEntry[] entries = [.. index.Snapshot().Entries.ToArray()];
        rows.Append(new byte[128], [default]);
        IndexedImage other = entries[1].Image with
        {
            Facts = entries[1].Image.Facts with { Path = "/other.jpg" },
            FeatureCount = 1,
            Id = 7
        };
        Assert.True(index.Restore(rows, [new IndexEntry(other, 0)], nextId: 5, index.Generation + 1, index.Generation,
            FileBinding.Of(index)! with { SavedGeneration = 0, File = null }));
        IndexException error = Assert.Throws<IndexException>(
            () => IndexFile.Save(index, null, replace: false, compact: whole, null, DiskFiles.Instance));
        Assert.Equal(ErrorKind.IndexNotWritable, error.Kind);
        Assert.Contains("could not be opened again", error.Message, StringComparison.Ordinal);
        Assert.Equal([1L, 2], IndexFile.Open(FilePath).GetImages().Select(i => i.Id));
        Assert.True(IndexCheck.Run(FilePath).IsSound);
        Assert.Equal([FilePath], FolderFiles.Of(_folder.Path));
        Assert.Equal(before, File.ReadAllBytes(FilePath)[..before.Length]);
    }

    [Fact]
    public void TheSecondWriter_IsToldWhoIsTheFirst()
    {
        ImageIndex index = Samples.Index(new byte[128]);
        IndexFile.Save(index, FilePath);
        using (IndexLock.Take(FilePath))
        {
            ImageIndex other = IndexFile.Open(FilePath);
            other.Remove(1);
            IndexException error = Assert.Throws<IndexException>(() => IndexFile.Save(other));
            Assert.Equal(ErrorKind.IndexLocked, error.Kind);
            Assert.Contains($"process {Environment.ProcessId} (", error.Message, StringComparison.Ordinal);
            Assert.Contains(Environment.MachineName, error.Message, StringComparison.Ordinal);
            Assert.Contains(" UTC", error.Message, StringComparison.Ordinal);
            Assert.Equal(ErrorKind.IndexLocked, Assert.Throws<IndexException>(() => IndexLock.Take(FilePath)).Kind);
        }

        IndexLock.Take(FilePath).Dispose();
        Assert.Equal([FilePath], FolderFiles.Of(_folder.Path));
    }

    [Fact]
    public void ADeadHoldersLock_IsTakenOver()
    {
        var dead = new LockHolder(int.MaxValue, "gone", "elsewhere", "nobody", DateTime.UnixEpoch);
        File.WriteAllText(FilePath + IndexLock.Extension, JsonSerializer.Serialize(dead));
        IndexFile.Save(Samples.Index(new byte[128]), FilePath);
        Assert.Equal([FilePath], FolderFiles.Of(_folder.Path));
    }

    /// <summary>One takes the lock as another gives it back and deletes it: never two at once.</summary>
    [Fact]
    public void TheLock_IsNeverHeldTwice()
    {
        int holders = 0, taken = 0;
        Parallel.For(0, 8, new ParallelOptions { MaxDegreeOfParallelism = 8 }, _ =>
        {
            for (int i = 0; i < 300; i++)
            {
                try
                {
                    using IndexLock held = IndexLock.Take(FilePath);
                    Assert.Equal(1, Interlocked.Increment(ref holders));
                    Interlocked.Increment(ref taken);
                    Interlocked.Decrement(ref holders);
                }
                catch (IndexException e) when (e.Kind == ErrorKind.IndexLocked)
                {
                }
            }
        });
        Assert.True(taken > 0);
    }

    [Fact]
    public void LeftoversOfAKilledWriter_AreTidiedUp_OthersFilesAreNot()
    {
        string leftover = $"{FilePath}.123-{Guid.NewGuid():N}.tmp", mine = FilePath + ".notes.tmp";
        File.WriteAllText(leftover, "half");
        File.WriteAllText(mine, "precious");
        IndexFile.Save(Samples.Index(new byte[128]), FilePath);
        Assert.False(File.Exists(leftover));
        Assert.True(File.Exists(mine));
    }

    /// <summary>Twenty readers open, move on and search while a writer commits: every answer belongs to some generation.
    /// IMAGESEARCH_LONG=1: a minute.</summary>
    [Fact]
    public async Task Readers_SeeSomeGeneration_WhileAWriterCommits()
    {
        var random = new Random(1);
        byte[] query = Samples.Rows(random, 20);
        ImageIndex writer = Samples.Index(query);
        IndexFile.Save(writer, FilePath);
        TimeSpan time = TimeSpan.FromSeconds(Environment.GetEnvironmentVariable("IMAGESEARCH_LONG") == "1" ? 60 : 3);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        long answers = 0;

        // Every commit adds a copy of the query: generation g has g images, and each has all its votes.
        var readers = Enumerable.Range(0, 20).Select(_ => Task.Factory.StartNew(
            () =>
            {
                ImageIndex reader = IndexFile.Open(FilePath);
                for (int round = 0; clock.Elapsed < time; round++)
                {
                    if (round % 7 == 0)
                    {
                        reader = IndexFile.Open(FilePath);
                    }

                    IndexFile.Refresh(reader);
                    IndexSnapshot snapshot = reader.Snapshot();
                    var found = ImageSearcher.Search(snapshot, ImageQuery.OfDescriptors(query),
                        new SearchOptions(Neighbours: 5, Threads: 1));
                    Assert.Equal(Math.Min(5, snapshot.ImageCount), found.Count);
                    Assert.All(found, m => Assert.Equal(20, m.Votes));
                    Interlocked.Increment(ref answers);
                }
            },
            TaskCreationOptions.LongRunning)).ToArray();
        int commits = 1;
        for (; clock.Elapsed < time && !readers.Any(r => r.IsFaulted); commits++)
        {
            writer.Add(Samples.Image($"copy{commits}.jpg", query), out _);
            if (commits % 50 == 0)
            {
                IndexFile.Compact(writer);
            }
            else
            {
                IndexFile.Save(writer);
            }
        }

        await Task.WhenAll(readers);
        Assert.True(answers > 20 && commits > 2, $"{answers} answers, {commits} commits");
        Assert.Equal(commits, IndexFile.Open(FilePath).ImageCount);
        Assert.True(IndexCheck.Run(FilePath).IsSound);
    }
}
