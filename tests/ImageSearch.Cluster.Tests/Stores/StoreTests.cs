using Amazon.Runtime;
using Amazon.S3;
using Azure.Storage.Blobs;
using ImageSearch.Cluster.Compute;
using ImageSearch.Cluster.Objects;
using ImageSearch.Storage.Format;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Stores;

/// <summary>Stores that are servers, each a real one in a process of its own.</summary>
[Collection(PostgresGroup.Name)]
public sealed class StoreTests(PostgresServer server)
{
    /// <summary>Of Azurite, the same everywhere and no secret.</summary>
    private const string Account = "devstoreaccount1";

    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private const string Name = "v1/photos/segment/abc-1";

    [AzuriteFact]
    public async Task AzureBlobStorage()
    {
        using var folder = new TemporaryFolder();
        int port = PostgresServer.FreePort();
        using var azurite = new StartedProgram(folder.Path, folder.At("azurite.out"), AzuriteFactAttribute.Program!, "--silent",
            "--blobHost",
            "127.0.0.1", "--blobPort", $"{port}", "--location", folder.Path, "--skipApiVersionCheck", "--disableTelemetry");
        await azurite.UntilListensAsync(port);
        string address = $"http://127.0.0.1:{port}/{Account}";
        string connection = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};BlobEndpoint={address};";
        await new BlobContainerClient(connection, "images").CreateAsync();
        await TryAsync($"{address}/images", $"{address}/nowhere", [(BlobStore.Secret, connection)], AccountKey);
    }

    [CephFact]
    public async Task S3()
    {
        using var ceph = new CephServer();
        await ceph.StartAsync();
        string endpoint = $"http://127.0.0.1:{ceph.Port}";
        using var client = new AmazonS3Client(new BasicAWSCredentials(CephServer.AccessKey, CephServer.SecretKey),
            new AmazonS3Config { ServiceURL = endpoint, ForcePathStyle = true, AuthenticationRegion = "us-east-1" });
        await client.PutBucketAsync("images");
        await TryAsync($"s3://images?endpoint={endpoint}", $"s3://nowhere?endpoint={endpoint}",
            [("AWS_ACCESS_KEY_ID", CephServer.AccessKey), ("AWS_SECRET_ACCESS_KEY", CephServer.SecretKey)], CephServer.SecretKey);
    }

    /// <summary>All that a store must do, and then a cluster over it.</summary>
    private async Task TryAsync(string address, string nowhere, (string Name, string Value)[] variables, string secret)
    {
        Array.ForEach(variables, v => Environment.SetEnvironmentVariable(v.Name, v.Value));
        try
        {
            IObjectStore store = ObjectStores.Open(address);
            Assert.Null(await ReadAsync(store));
            bool[] won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => CreateAsync(store, (byte)i)));
            int winner = Assert.Single(Enumerable.Range(0, 8), i => won[i]);
            Assert.Equal([(byte)winner, 1, 2], await ReadAsync(store));
            await store.DeleteAsync(Name, CancellationToken.None);
            await store.DeleteAsync(Name, CancellationToken.None);
            Assert.Null(await ReadAsync(store));
            Assert.True(await CreateAsync(store, 9));
            foreach (Func<Task> use in new Func<Task>[] { () => ReadAsync(ObjectStores.Open(nowhere)), () =>
                CreateAsync(ObjectStores.Open(nowhere), 1) })
            {
                ClusterException error = await Assert.ThrowsAsync<ClusterException>(use);
                Assert.Equal(ErrorKind.ClusterUnavailable, error.Kind);
                Assert.DoesNotContain(secret, error.ToString(), StringComparison.Ordinal);
            }

            await ServeAsync(address, store);
        }
        finally
        {
            Array.ForEach(variables, v => Environment.SetEnvironmentVariable(v.Name, null));
        }
    }

    private async Task ServeAsync(string address, IObjectStore store)
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        await cluster.Database.InitAsync(address, CancellationToken.None);
        cluster.MakeFile(200);
        await cluster.PublishAsync(store: store);
        await using ClusterNode node = await cluster.NodeAsync();
        Assert.Equal(200, node.Indexes[0].Open(new RowCopies(0)).ImageCount);
        cluster.ChangeFile(500, removed: 3);
        await cluster.PublishAsync(store: store);
        await Waits.UntilAsync(() => node.Indexes[0].Newest!.Generation.Generation == 2, "the node has it");
        await new Cluster.Publishing.Collector(cluster.Database, store).CollectAsync(TestCluster.Index, TimeSpan.Zero,
            CancellationToken.None);
        string exported = cluster.At("exported.imgidx");
        await new Cluster.Publishing.Exporter(cluster.Database, store).ExportAsync(TestCluster.Index, exported, false,
            CancellationToken.None);
        Assert.Equal(TestCluster.BlocksOf(cluster.FilePath), TestCluster.BlocksOf(exported));
    }

    private static Task<bool> CreateAsync(IObjectStore store, byte first) =>
        store.TryCreateAsync(Name, () => new MemoryStream([first, 1, 2]), CancellationToken.None);

    private static async Task<byte[]?> ReadAsync(IObjectStore store)
    {
        using var bytes = new MemoryStream();
        return await store.TryReadAsync(Name, bytes, CancellationToken.None) ? bytes.ToArray() : null;
    }
}
