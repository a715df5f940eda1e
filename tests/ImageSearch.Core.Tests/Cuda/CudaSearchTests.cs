using ImageSearch.Cuda;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.Retrieval;
using ImageSearch.Storage;
using ImageSearch.Tests.Index;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Cuda;

/// <summary>Searches of whole indexes on a device (the host, which stands for one), against the processor's answers.</summary>
public sealed unsafe class CudaSearchTests
{
    private static readonly CudaLimits Small =
        new(PageRows: 256, QueryRows: 64, StagingBytes: 4096, RowBytes: null, MinPairs: 0, Ordinals: null);

    [HostKernelsFact]
    public void AnIndexThatGrows_CopiesOnlyWhatIsNew()
    {
        var random = new Random(1);
        var driver = new HostDriver();
        var session = new CudaSession(() => driver, Small);
        ImageIndex index = Samples.Index(Samples.Rows(random, 300, 5));
        Same(index.Snapshot(), Samples.Rows(random, 3, 5), 4, session);
        for (int more = 0; more < 6; more++)
        {
            index.Add(Samples.Image($"more{more}.jpg", Samples.Rows(random, 20, 5)), out _);
            long before = driver.CopiedBytes;
            Same(index.Snapshot(), Samples.Rows(random, 3, 5), 4, session);
            Assert.Equal((20 + 64) * 128, driver.CopiedBytes - before);
        }

        Assert.Equal("memory; 420 rows on CUDA device 0 (Host)", index.RowLocation);
    }

    /// <summary>Room for two to five pages of eight; the streams' order is drawn anew each time.</summary>
    [HostKernelsFact]
    public void AnIndexLargerThanTheDevice_PassesThroughIt()
    {
        var random = new Random(2);
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 30).Select(_ => Samples.Rows(random, 61, 4))]);
        index.Remove(7);
        byte[] query = Samples.Rows(random, 5, 4);
        for (int seed = 0; seed < 24; seed++)
        {
            var driver = new HostDriver(seed: seed);
            var session = new CudaSession(() => driver, Small with { RowBytes = DevicePage.Bytes(256) * (2 + (seed % 4)) });
            Same(index.Snapshot(), query, 1 + seed, session);
            Same(index.Snapshot(), query, 1 + seed, session);
        }
    }

    /// <summary>Each device has every third page; images are added and removed meanwhile, and one device is full sooner than the
    /// others.</summary>
    [HostKernelsFact]
    public void SeveralDevices_ShareTheRows()
    {
        var random = new Random(9);
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 12).Select(_ => Samples.Rows(random, 61, 4))]);
        ICudaDriver driver = CallHook.Over(new HostDriver(devices: 3), (_, _) => null);
        var session = new CudaSession(() => driver, Small with { RowBytes = DevicePage.Bytes(256) * 3, Ordinals = [0, 1, 2] });
        for (int turn = 0; turn < 8; turn++)
        {
            index.Add(Samples.Image($"more{turn}.jpg", Samples.Rows(random, 300, 4)), out _);
            index.Remove(turn);
            Same(index.Snapshot(), Samples.Rows(random, 5, 4), 1 + (turn * 40), session);
        }

        Assert.Contains("on CUDA device 0 (Host); ", index.RowLocation, StringComparison.Ordinal);
        Assert.Contains("on CUDA device 2 (Host)", index.RowLocation, StringComparison.Ordinal);
        Same(index.Snapshot(), Samples.Rows(random, 5, 4), 5, new CudaSession(() => driver, Small with { Ordinals = [2, 0] }));
    }

    /// <summary>After pages 1, 2, 4 and 8, so that limits are those of all rows, and at the end.</summary>
    [HostKernelsFact]
    public void Lists_AreMergedMoreSeldomAsPagesGoBy()
    {
        var random = new Random(12);
        var driver = new HostDriver();
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 9).Select(_ => Samples.Rows(random, 256, 4))]);
        Same(index.Snapshot(), Samples.Rows(random, 5, 4), 1000, new CudaSession(() => driver, Small));
        Assert.Equal([1, 2, 4, 8, 9], driver.Launched.Index().Where(l => l.Item == "merge")
            .Select(l => driver.Launched.Take(l.Index).Count(name => name == "nearest_mma")));
    }

    [HostKernelsFact]
    public void TwoIndexesThatDoNotFitTogether_TakeTurns()
    {
        var random = new Random(3);
        var driver = new HostDriver(memoryBytes: 4_000_000);
        var session = new CudaSession(() => driver, Small with { PageRows = 1 << 14 });
        ImageIndex[] indexes = [Samples.Index(Samples.Rows(random, 200)), Samples.Index(Samples.Rows(random, 300))];
        for (int turn = 0; turn < 4; turn++)
        {
            Same(indexes[turn % 2].Snapshot(), Samples.Rows(random, 2), 3, session);
            Assert.Equal("memory", indexes[(turn + 1) % 2].RowLocation);
            Assert.NotEqual("memory", indexes[turn % 2].RowLocation);
        }
    }

    [HostKernelsFact]
    public void RemovedImagesAndOthersThatAreNotWanted_AreLeftOut()
    {
        var random = new Random(4);
        var driver = new HostDriver(70);
        var session = new CudaSession(() => driver, Small);
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 40).Select(i => Samples.Rows(random, 1 + (i * 7 % 60), 3))]);
        IndexSnapshot before = index.Snapshot();
        for (int id = 2; id < 30; id += 3)
        {
            index.Remove(id);
        }

        byte[] query = Samples.Rows(random, 70, 3);
        foreach (IndexSnapshot snapshot in (IndexSnapshot[])[index.Snapshot(), before, index.Snapshot()])
        {
            Same(snapshot, query, 30, session);
            foreach (long[] among in (long[][])[[1], [3, 9, 40], [2], [.. Enumerable.Range(10, 25).Select(i => (long)i)]])
            {
                Same(snapshot, query[..(128 * 9)], 500, session, among.ToHashSet());
            }
        }
    }

    /// <summary>Other rows under the same numbers: an older snapshot, and one whose removed rows were tidied away.</summary>
    [HostKernelsFact]
    public void OlderAndTidiedSnapshots_HaveTheirOwnRows()
    {
        var random = new Random(10);
        var session = new CudaSession(() => new HostDriver(), Small with { PageRows = 1 << 14, StagingBytes = 1 << 20 });
        ImageIndex index = Samples.Index([.. Enumerable.Range(0, 70).Select(_ => Samples.Rows(random, 1000, 3))]);
        byte[] query = Samples.Rows(random, 3, 3);
        IndexSnapshot older = index.Snapshot();
        index.Add(Samples.Image("more.jpg", query), out _);
        Same(index.Snapshot(), query, 9, session);
        Same(older, query, 9, session);
        Same(index.Snapshot(), query, 9, session);
        for (int id = 1; id <= 66; id++)
        {
            index.Remove(id);
        }

        IndexSnapshot tidied = index.Snapshot();
        Assert.True(tidied.Segments[0].Segment.DescriptorStart != older.Segments[0].Segment.DescriptorStart);
        Same(tidied, query, 9, session);
        Same(older, query, 9, session);
    }

    [HostKernelsFact]
    public void AnIndexFile_IsSearchedAsItIs_AndItsDamageIsNamed()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(11);
        var session = new CudaSession(() => new HostDriver(), Small with { PageRows = 1 << 14, StagingBytes = 1 << 20 });
        IndexFile.Save(Samples.Index([.. Enumerable.Range(0, 110).Select(_ => Samples.Rows(random, 1000))]), folder.At("a.imgidx"));
        ImageIndex opened = IndexFile.Open(folder.At("a.imgidx"));
        Same(opened.Snapshot(), Samples.Rows(random, 2), 5, session);
        Assert.Equal("file; 110000 rows on CUDA device 0 (Host)", opened.RowLocation);
        using (FileStream file = File.Open(folder.At("a.imgidx"), FileMode.Open))
        {
            file.Position = file.Length / 2;
            int value = file.ReadByte();
            file.Position--;
            file.WriteByte((byte)(value ^ 1));
        }

        IndexSnapshot damaged = IndexFile.Open(folder.At("a.imgidx")).Snapshot();
        Assert.Equal(ErrorKind.IndexCorrupt,
            Assert.Throws<IndexException>(() => Find(damaged, new byte[128], 5, SearchDevice.Cuda, session)).Kind);
    }

    [HostKernelsFact]
    public void ManyQueryRowsAndNeighbours_AreSearchedWithInParts()
    {
        var random = new Random(5);
        var driver = new HostDriver(multiprocessors: 3);
        ImageIndex index = Samples.Index(Samples.Rows(random, 1200, 4));
        Same(index.Snapshot(), Samples.Rows(random, 150, 4), 1000, new CudaSession(() => driver, Small));
        Assert.Contains("nearest_mma", driver.Launched);
    }

    [HostKernelsFact]
    public void SeveralThreads_EachGetTheirAnswers()
    {
        var random = new Random(6);
        var driver = new HostDriver();
        var session = new CudaSession(() => driver, Small);
        ImageIndex index = Samples.Index(Samples.Rows(random, 500, 9), Samples.Rows(random, 100, 9));
        byte[][] queries = [.. Enumerable.Range(0, 12).Select(_ => Samples.Rows(random, 4, 9))];
        Parallel.ForEach(queries, query => Same(index.Snapshot(), query, 7, session));
    }

    [HostKernelsFact]
    public void Matches_AreThoseOfTheProcessor()
    {
        var random = new Random(7);
        var driver = new HostDriver();
        var session = new CudaSession(() => driver, Small);
        byte[][] images = [.. Enumerable.Range(0, 9).Select(_ => Samples.Rows(random, 50, 6))];
        IndexSnapshot snapshot = Samples.Index(images).Snapshot();
        var said = new List<DeviceUse>();
        var verified = new SearchOptions(MinimumVotes: 1);
        var cuda = new NearestOptions(verified.Neighbours) { Device = SearchDevice.Cuda, Session = session, OnDevice = said.Add };
        foreach ((ImageQuery query, bool verify) in
            ((ImageQuery, bool)[])[(ImageQuery.OfDescriptors(images[3]), false), (ImageQuery.Of(snapshot, 5), false),
                (ImageQuery.Of(snapshot, 5), true)])
        {
            SearchOptions options = verified with { Verify = verify };
            Assert.Equal(ImageSearcher.Search(snapshot, query, options).Select(Told), ImageSearcher.Search(snapshot, query, options, cuda)
                .Select(Told));
        }

        Assert.Equal(3, said.Count);
        Assert.All(said, use => Assert.Equal("Searched on CUDA device 0 (Host): it was asked for.", use.ToString()));
    }

    private static (long, int, int?, double?) Told(ImageMatch match) => (match.Image.Id, match.Votes, match.Inliers, match.Confidence);

    [HostKernelsFact]
    public void AnEmptyIndex_HasNoNeighbours()
    {
        var session = new CudaSession(() => new HostDriver(), Small);
        Same(Samples.Index().Snapshot(), new byte[256], 5, session);
        Same(Samples.Index(new byte[128]).Snapshot(), [], 5, session);
    }

    /// <summary>What is cancelled at any call gives no answer or the right one, and the next search is right.</summary>
    [HostKernelsFact]
    public void ACancelledSearch_LeavesTheDeviceUsable()
    {
        var random = new Random(8);
        ImageIndex index = Samples.Index(Samples.Rows(random, 700, 4));
        byte[] query = Samples.Rows(random, 3, 4);
        int ended = 0;
        for (int at = 1; at < 60; at++)
        {
            using var cancel = new CancellationTokenSource();
            ICudaDriver driver = CallHook.Over(new HostDriver(seed: at), (_, call) =>
            {
                if (call == at)
                {
                    cancel.Cancel();
                }

                return null;
            });
            var session = new CudaSession(() => driver, Small with { RowBytes = DevicePage.Bytes(256) * 2 });
            try
            {
                Assert.Equal(Find(index.Snapshot(), query, 6, SearchDevice.Cpu, session),
                    Find(index.Snapshot(), query, 6, SearchDevice.Cuda, session, cancel: cancel.Token));
            }
            catch (OperationCanceledException)
            {
                ended++;
            }

            Same(index.Snapshot(), query, 6, session);
        }

        Assert.InRange(ended, 10, 59);
    }

    private static void Same(IndexSnapshot snapshot, byte[] query, int k, CudaSession session, IReadOnlySet<long>? among = null) =>
        Assert.Equal(Find(snapshot, query, k, SearchDevice.Cpu, session, among),
            Find(snapshot, query, k, SearchDevice.Cuda, session, among));

    private static Neighbour[][] Find(IndexSnapshot snapshot, byte[] query, int k, SearchDevice device, CudaSession session,
        IReadOnlySet<long>? among = null, CancellationToken cancel = default)
    {
        SearchScope scope = among is null ? SearchScope.All(snapshot) : new SearchScope(snapshot, among.Contains);
        return NearestSearch.Run(scope, query, new NearestOptions(k) { Device = device, Session = session }, cancel);
    }
}
