using ImageSearch.Cluster.Compute;
using ImageSearch.Cluster.Members;
using ImageSearch.Cluster.Objects;
using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Truth;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Tests.Cells;
using ImageSearch.TestSupport;
using Samples = ImageSearch.Tests.Index.Samples;

namespace ImageSearch.Cluster.Tests;

/// <summary>A cluster of one test: a schema of its own, a folder as store, an index file.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    /// <summary>The name of its index.</summary>
    public const string Index = "photos";

    private readonly TemporaryFolder _folder = new();

    private TestCluster(string connection, Func<string, Task>? step)
    {
        Connection = connection;
        Database = new ClusterDatabase(connection) { Step = step ?? (_ => Task.CompletedTask) };
        Directory.CreateDirectory(StoreFolder);
        Store = new FolderStore(StoreFolder);
    }

    public string Connection { get; }

    public ClusterDatabase Database { get; }

    public FolderStore Store { get; }

    public string StoreFolder => _folder.At("store");

    public string FilePath => _folder.At("photos.imgidx");

    public static async Task<TestCluster> MakeAsync(PostgresServer server, Func<string, Task>? step = null)
    {
        var made = new TestCluster(server.NewConnection(), step);
        await made.Database.InitAsync(made.StoreFolder, CancellationToken.None);
        return made;
    }

    public string At(string name) => _folder.At(name);

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>Makes the index file: images of ids and seeds from 1 on, a part of them alike in some rows.</summary>
    public void MakeFile(int images = 20, IndexKind kind = IndexKind.Flat)
    {
        ImageIndex index = CellSamples.Index(images);
        IndexFile.Save(index, FilePath);
        if (kind == IndexKind.Inverted)
        {
            IndexFile.Compact(index, IndexKind.Inverted);
        }
    }

    /// <summary>Makes another file in its place.</summary>
    public void MakeFileAnew()
    {
        File.Delete(FilePath);
        MakeFile();
    }

    /// <summary>Changes the file: adds an image, removes another.</summary>
    public void ChangeFile(int seed, long removed)
    {
        ImageIndex index = IndexFile.Open(FilePath);
        index.Add(Samples.Image($"added{seed}.jpg", CellSamples.Rows(seed)), out _);
        index.Remove(removed);
        IndexFile.Save(index);
    }

    public Task<PublishedGeneration?> PublishAsync(bool force = false, IObjectStore? store = null) =>
        new Publisher(Database, store ?? Store).PublishFileAsync(Index, FilePath, force, CancellationToken.None);

    /// <summary>The bytes of the newest generation as a file, but for its header.</summary>
    public async Task<byte[]> ExportedAsync()
    {
        string path = At($"{Guid.NewGuid():N}.imgidx");
        await new Exporter(Database, Store).ExportAsync(Index, path, replace: false, CancellationToken.None);
        return BlocksOf(path);
    }

    /// <summary>What a file has behind its header.</summary>
    public static byte[] BlocksOf(string path) => File.ReadAllBytes(path)[8192..];

    /// <summary>All objects of the store.</summary>
    public string[] Objects() => [.. Directory.EnumerateFiles(StoreFolder, "*", SearchOption.AllDirectories)
        .Select(f => Path.GetRelativePath(StoreFolder, f)).Order()];

    public Task<ClusterNode> NodeAsync(string cache = "cache", Action<string>? tell = null, NodePlace? place = null,
        CancellationToken cancel = default, params string[] indexes) =>
        ClusterNode.StartAsync(Connection, At(cache), [Index, .. indexes], tell ?? (_ => { }), place, cancel);
}
