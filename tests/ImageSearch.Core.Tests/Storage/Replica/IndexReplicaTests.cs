using System.Globalization;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Commit;
using ImageSearch.Storage.Format;
using ImageSearch.Storage.Repair;
using ImageSearch.Storage.Replica;
using ImageSearch.Tests.Storage.Commit;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Tests.Storage.Replica;

/// <summary>A replica's file is, to the byte, one of the states that were published: whatever came, and whatever failed.</summary>
public sealed class IndexReplicaTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Copy => Path.Combine(_folder.At("replica"), "copy.imgidx");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task AReplica_HasTheFilesOwnBytes_HoweverManyCommitsItMissed(int seed)
    {
        var primary = new Primary(_folder.At("a.imgidx"), seed);
        var random = new Random(seed);
        byte[] older = primary.Bytes;
        int commits = 0;
        using var replica = new IndexReplica(Copy);
        for (int round = 0; round < 60; round++)
        {
            await primary.FollowAsync(replica);
            Assert.Equal(primary.Bytes, File.ReadAllBytes(Copy));
            Assert.Equal(primary.State, replica.Held());
            Assert.True(IndexCheck.Run(Copy).IsSound);
            for (int missed = random.Next(1, 6); missed > 0; missed--)
            {
                primary.Change();
                commits++;
            }

            if (round is 20 or 40)
            {
                primary.Restore(older);
                older = primary.Bytes;
            }
        }

        Assert.InRange(commits, 100, 400);
        if (OperatingSystem.IsWindows())
        {
            // What was replaced while it was mapped goes once nobody has it mapped.
            replica.Dispose();
            MappedFiles.LetGo();
            IndexLock.Take(Copy).Dispose();
        }

        Assert.Equal([Copy, Copy + IndexReplica.MarkExtension], Directory.GetFiles(_folder.At("replica")).Order(StringComparer.Ordinal)
            .Where(f => !f.EndsWith(IndexLock.Extension, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task AReplica_TakesListsOfAnInvertedIndex()
    {
        string path = _folder.At("lists.imgidx");
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 40).Select(i => Samples.Rows(new Random(i), 300))]);
        IndexFile.Save(index, path);
        using var replica = new IndexReplica(Copy);
        await FollowAsync(path, replica);
        IndexFile.Compact(index, IndexKind.Inverted);
        await FollowAsync(path, replica);
        Assert.Equal(File.ReadAllBytes(path), File.ReadAllBytes(Copy));
        ImageIndex copy = IndexFile.Open(Copy);
        Assert.Equal((IndexKind.Inverted, index.Lists!.Rows), (copy.Kind, copy.Lists!.Rows));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task ADiskThatFails_LeavesAPublishedState_AndTheNextTryGoesOn(bool anew)
    {
        for (int missed = 1; missed <= 4; missed++)
        {
            for (int failAt = 1, calls = int.MaxValue; failAt <= calls; failAt++)
            {
                using var folder = new TemporaryFolder();
                var primary = new Primary(folder.At("a.imgidx"), 5);
                string copy = folder.At("copy.imgidx");
                using (var first = new IndexReplica(copy))
                {
                    await primary.FollowAsync(first);
                }

                var states = new HashSet<IndexSlot> { primary.State };
                for (int i = 0; i < missed; i++)
                {
                    primary.Index.Add(Samples.Image($"more{i}.jpg", Samples.Rows(new Random(i), 9)), out _);
                    IndexFile.Save(primary.Index, null, replace: false, compact: anew, null, DiskFiles.Instance);
                    states.Add(primary.State);
                }

                var files = new FailingFiles(failAt);
                using (var replica = new IndexReplica(copy, files))
                {
                    Exception? error = await Record.ExceptionAsync(() => primary.FollowAsync(replica));
                    if (error is null)
                    {
                        calls = files.Calls;
                    }
                    else
                    {
                        Assert.Equal(ErrorKind.IndexNotWritable, Assert.IsType<IndexException>(error).Kind);
                    }
                }

                string when = string.Create(CultureInfo.InvariantCulture, $"{missed} missed, call {failAt} failed");
                Assert.True(states.Contains(OpenedIndex.TryReadState(copy)!.Slot), when);
                Assert.True(IndexCheck.Run(copy).Problems.All(p => p.Part == "Header"), when);
                using (var again = new IndexReplica(copy))
                {
                    await primary.FollowAsync(again);
                    Assert.Equal(primary.State, again.Held());

                    // A torn slot is written again by the next commit.
                    primary.Index.Add(Samples.Image("last.jpg", new byte[128]), out _);
                    IndexFile.Save(primary.Index);
                    await primary.FollowAsync(again);
                }

                Assert.True(primary.Bytes.AsSpan().SequenceEqual(File.ReadAllBytes(copy)), when);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task WhatWasChangedOnItsWay_IsFound_AndTheFileIsAsItWas(bool anew)
    {
        var primary = new Primary(_folder.At("a.imgidx"), 6);
        using var replica = new IndexReplica(Copy);
        await primary.FollowAsync(replica);
        byte[] before = File.ReadAllBytes(Copy);
        primary.Index.Add(Samples.Image("more.jpg", Samples.Rows(new Random(1), 3)), out _);
        IndexFile.Save(primary.Index, null, replace: false, compact: anew, null, DiskFiles.Instance);
        long bytes = primary.State.FileBytes - (anew ? IndexFormat.HeaderBytes : before.Length);
        for (long at = 0; at < bytes; at += 5)
        {
            IndexException error = await Assert.ThrowsAsync<IndexException>(() => primary.FollowAsync(replica, (_, sent) =>
            {
                sent[at] ^= 1;
                return sent;
            }));
            Assert.Equal(ErrorKind.IndexCorrupt, error.Kind);
            Assert.Contains("was sent", error.Message, StringComparison.Ordinal);
            Assert.True(before.AsSpan().SequenceEqual(File.ReadAllBytes(Copy).AsSpan(0, before.Length)), $"byte {at}");
        }

        foreach (int length in new[] { 0, 1, (int)bytes / 2, (int)bytes - 1 })
        {
            await Assert.ThrowsAsync<IndexException>(() => primary.FollowAsync(replica, (_, sent) => sent[..length]));
            Assert.Equal(before, File.ReadAllBytes(Copy)[..before.Length]);
        }

        await primary.FollowAsync(replica);
        Assert.Equal(primary.Bytes, File.ReadAllBytes(Copy));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task AStateThatIsNotTheContents_IsNotTaken(bool anew)
    {
        var primary = new Primary(_folder.At("a.imgidx"), 6);
        using var replica = new IndexReplica(Copy);
        await primary.FollowAsync(replica);
        byte[] before = File.ReadAllBytes(Copy);
        primary.Index.Add(Samples.Image("more.jpg", Samples.Rows(new Random(1), 3)), out _);
        IndexFile.Save(primary.Index, null, replace: false, compact: anew, null, DiskFiles.Instance);
        IndexSlot right = primary.State;
        IndexSlot[] wrong =
        [
            right with { Generation = right.Generation + 1 }, right with { Version = right.Version - 1 },
            right with { Commit = right.Commit + 1 }, right with { CatalogOffset = right.CatalogOffset - 64 },
            right with { CatalogChecksum = ~right.CatalogChecksum },
        ];
        foreach (IndexSlot slot in wrong)
        {
            IndexException error = await Assert.ThrowsAsync<IndexException>(() => primary.FollowAsync(replica, null, slot));
            Assert.Equal(ErrorKind.IndexCorrupt, error.Kind);
            Assert.Equal(before, File.ReadAllBytes(Copy)[..before.Length]);
        }

        Assert.Equal(ErrorKind.IndexVersionUnsupported, (await Assert.ThrowsAsync<IndexException>(
            () => primary.FollowAsync(replica, null, right with { Version = 99 }))).Kind);
        await primary.FollowAsync(replica);
        Assert.Equal(primary.Bytes, File.ReadAllBytes(Copy));
    }

    [Fact]
    public async Task OneThatIsDamaged_IsLoadedAnew_AndATornSlotIsWrittenAgain()
    {
        var primary = new Primary(_folder.At("a.imgidx"), 7);
        for (int slot = -1; slot < 2; slot++)
        {
            using (var replica = new IndexReplica(Copy))
            {
                await primary.FollowAsync(replica);
            }

            byte[] bytes = File.ReadAllBytes(Copy);
            bytes.AsSpan(Math.Max(slot, 0) * IndexFormat.SlotBytes, (slot < 0 ? 2 : 1) * IndexFormat.SlotBytes).Fill(7);
            File.WriteAllBytes(Copy, bytes);
            primary.Index.Add(Samples.Image($"more{slot}.jpg", Samples.Rows(new Random(1), 3)), out _);
            IndexFile.Save(primary.Index);
            using var again = new IndexReplica(Copy);
            Assert.Equal(slot < 0, again.Held() is null);
            await primary.FollowAsync(again);
            Assert.Equal(primary.Bytes, File.ReadAllBytes(Copy));
        }
    }

    [Fact]
    public async Task Readers_KeepWhatTheyOpened()
    {
        var primary = new Primary(_folder.At("a.imgidx"), 8);
        using var replica = new IndexReplica(Copy);
        await primary.FollowAsync(replica);
        ImageIndex open = IndexFile.Open(Copy);
        IndexSnapshot snapshot = open.Snapshot();
        string[] before = [.. open.GetImages().Select(i => Convert.ToHexString(snapshot.GetFeatures(i.Id).Descriptors))];
        primary.Index.Remove(1);
        IndexFile.Save(primary.Index, null, replace: false, compact: true, null, DiskFiles.Instance);
        await primary.FollowAsync(replica);
        snapshot.EnsureUnchanged();
        Assert.Equal(before, open.GetImages().Select(i => Convert.ToHexString(snapshot.GetFeatures(i.Id).Descriptors)));
        Assert.True(IndexFile.Refresh(open));
        Assert.Equal(primary.State.Generation, open.Generation);
    }

    [Fact]
    public void TwoReplicasOfOneFile_AreOneTooMany()
    {
        using var first = new IndexReplica(Copy);
        IndexException error = Assert.Throws<IndexException>(() => new IndexReplica(Copy));
        Assert.Equal(ErrorKind.IndexLocked, error.Kind);
        Assert.Contains($"process {Environment.ProcessId}", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIsNoIndex_IsNotReplaced()
    {
        var primary = new Primary(_folder.At("a.imgidx"), 9);
        string photo = _folder.At("photo.jpg");
        byte[] bytes = [.. Enumerable.Range(0, 9000).Select(i => (byte)(i % 251))];
        File.WriteAllBytes(photo, bytes);
        using (var replica = new IndexReplica(photo))
        {
            await Assert.ThrowsAsync<IndexException>(() => primary.FollowAsync(replica));
        }

        Assert.Equal(bytes, File.ReadAllBytes(photo));
        Assert.Equal(ErrorKind.IndexNotWritable, Assert.Throws<IndexException>(() => new IndexReplica(_folder.Path)).Kind);
        Assert.False(File.Exists(_folder.Path + IndexLock.Extension));
    }

    [Fact]
    public void PublishedFile_IsNotOpened_OnceItWasWrittenAnew()
    {
        var primary = new Primary(_folder.At("a.imgidx"), 10);
        IndexSlot before = primary.State;
        primary.Index.Add(Samples.Image("more.jpg", new byte[128]), out _);
        IndexFile.Save(primary.Index);
        using (FileStream? grown = PublishedFile.TryOpen(primary.FilePath, primary.State.Mark, before.Mark))
        {
            Assert.NotNull(grown);
        }

        Assert.Null(PublishedFile.TryOpen(primary.FilePath, before.Mark with { CatalogChecksum = 1 }));
        Assert.Null(PublishedFile.TryOpen(primary.FilePath, before.Mark with { FileBytes = long.MaxValue }));
        Assert.Null(PublishedFile.TryOpen(primary.FilePath, before.Mark with { CatalogOffset = long.MinValue }));
        IndexFile.Compact(primary.Index);
        Assert.Null(PublishedFile.TryOpen(primary.FilePath, before.Mark));
        Assert.Null(PublishedFile.TryOpen(primary.FilePath, primary.State.Mark, before.Mark));
        File.Delete(primary.FilePath);
        Assert.Null(PublishedFile.TryOpen(primary.FilePath, before.Mark));
    }

    private static async Task FollowAsync(string path, IndexReplica replica)
    {
        IndexSlot published = OpenedIndex.TryReadState(path)!.Slot;
        await replica.ReplaceAsync(
            published,
            async (from, into, cancel) =>
            {
                await using FileStream file = PublishedFile.TryOpen(path, published.Mark)!;
                file.Position = from;
                await file.CopyToAsync(into, cancel);
            },
            CancellationToken.None);
    }
}
