using ImageSearch.Cluster.Cache;
using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Publishing;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Cache;

public sealed class ObjectCacheTests : IDisposable
{
    private static readonly byte[] Bytes = [.. Enumerable.Range(0, 5000).Select(i => (byte)i)];

    private static readonly ObjectName Name = new("photos", Manifest.HashOf(Bytes), 7, "segment", Bytes.Length);

    private readonly TemporaryFolder _folder = new();
    private readonly TroubledStore _store;
    private readonly List<string> _told = [];

    public ObjectCacheTests()
    {
        Directory.CreateDirectory(_folder.At("store"));
        var store = new FolderStore(_folder.At("store"));
        store.TryCreateAsync(Name.Path, () => new MemoryStream(Bytes), CancellationToken.None).GetAwaiter().GetResult();
        _store = new TroubledStore(store);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Object_IsFetchedOnce_AndThenNeedsNoStore()
    {
        using (ObjectCache cache = Open())
        {
            Assert.Equal(Bytes, await cache.ReadAsync(Name, CancellationToken.None));
            await cache.EnsureAsync([Name, Name], CancellationToken.None);
            Assert.Equal(1, _store.Reads);
        }

        _store.IsAway = true;
        using ObjectCache again = Open();
        Assert.Equal(Bytes, await again.ReadAsync(Name, CancellationToken.None));
        Assert.Empty(_told);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ObjectThatWasDamaged_IsNamed_AndFetchedAgain(bool isCutShort)
    {
        string path;
        using (ObjectCache cache = Open())
        {
            await cache.EnsureAsync([Name], CancellationToken.None);
            path = cache.PathOf(Name);
        }

        byte[] damaged = isCutShort ? Bytes[..4000] : [.. Bytes[..4000], 0, .. Bytes[4001..]];
        File.WriteAllBytes(path, damaged);
        using ObjectCache again = Open();
        Assert.Equal(Bytes, await again.ReadAsync(Name, CancellationToken.None));
        Assert.Contains(path, Assert.Single(_told), StringComparison.Ordinal);
    }

    /// <summary>While it runs: once there is doubt, it is looked at again.</summary>
    [Fact]
    public async Task Doubt_LooksAgain()
    {
        using ObjectCache cache = Open();
        await cache.EnsureAsync([Name], CancellationToken.None);
        File.WriteAllBytes(cache.PathOf(Name), Bytes[..10]);
        cache.Doubt();
        Assert.Equal(Bytes, await cache.ReadAsync(Name, CancellationToken.None));
    }

    [Fact]
    public async Task DownloadCutShort_AndOtherBytes_AreRefused_AndLeaveNothing()
    {
        using ObjectCache cache = Open();
        _store.EndsAfter = 100;
        ClusterException error = await Assert.ThrowsAsync<ClusterException>(() => cache.EnsureAsync([Name], CancellationToken.None));
        Assert.Equal(ErrorKind.IndexCorrupt, error.Kind);
        Assert.Contains(Name.Path, error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(cache.PathOf(Name)));

        _store.EndsAfter = null;
        File.WriteAllBytes(Path.Combine(_folder.At("store"), Name.Path), [.. Bytes.Reverse()]);
        await Assert.ThrowsAsync<ClusterException>(() => cache.EnsureAsync([Name], CancellationToken.None));
        File.Delete(Path.Combine(_folder.At("store"), Name.Path));
        await Assert.ThrowsAsync<ClusterException>(() => cache.EnsureAsync([Name], CancellationToken.None));
        Assert.DoesNotContain(Directory.GetFiles(_folder.At("cache"), "*", SearchOption.AllDirectories), f => !f.EndsWith(".lock"));
    }

    [Fact]
    public void SecondNode_IsRefused_AndPartsOfKilledOnesAreDeleted()
    {
        Directory.CreateDirectory(Path.Combine(_folder.At("cache"), "photos"));
        string part = Path.Combine(_folder.At("cache"), "photos", "abc.123.part");
        File.WriteAllText(part, "half");
        using ObjectCache cache = Open();
        Assert.False(File.Exists(part));
        Assert.Contains("another process", Assert.Throws<IOException>(Open).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tidy_KeepsWhatIsNamed()
    {
        using ObjectCache cache = Open();
        await cache.EnsureAsync([Name], CancellationToken.None);
        cache.Tidy(Name.Index, new HashSet<string> { Name.Sha256 });
        Assert.True(File.Exists(cache.PathOf(Name)));
        cache.Tidy(Name.Index, new HashSet<string>());
        Assert.False(File.Exists(cache.PathOf(Name)));
        Assert.Equal(Bytes, await cache.ReadAsync(Name, CancellationToken.None));
    }

    private ObjectCache Open() => new(_folder.At("cache"), _store) { Tell = _told.Add };
}
