using ImageSearch.Cluster.Objects;
using ImageSearch.TestSupport;

namespace ImageSearch.Cluster.Tests.Objects;

public sealed class FolderStoreTests : IDisposable
{
    private const string Name = "v1/photos/segment/abc-1";

    private readonly TemporaryFolder _folder = new();

    private FolderStore Store => new(_folder.Path);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Create_LetsOneWin()
    {
        bool[] won = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => CreateAsync(Store, (byte)i))));
        int winner = Assert.Single(Enumerable.Range(0, 8), i => won[i]);
        Assert.Equal([(byte)winner, 1, 2], await ReadAsync(Store));
        Assert.Single(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Create_ThatFails_LeavesNothing()
    {
        await Assert.ThrowsAsync<ClusterException>(() =>
            Store.TryCreateAsync(Name, () => throw new IOException("the source is gone"), CancellationToken.None));
        Assert.Empty(Directory.GetFiles(_folder.Path, "*", SearchOption.AllDirectories));
        Assert.Null(await ReadAsync(Store));
    }

    [Fact]
    public async Task Delete_Deletes_AndIsWellAgain()
    {
        await CreateAsync(Store, 0);
        await Store.DeleteAsync(Name, CancellationToken.None);
        await Store.DeleteAsync(Name, CancellationToken.None);
        Assert.Null(await ReadAsync(Store));
        Assert.True(await CreateAsync(Store, 5));
    }

    /// <summary>A share that is not mounted is an empty folder's name, not a store without objects.</summary>
    [Fact]
    public async Task FolderThatIsGone_IsAStoreThatCannotBeReached()
    {
        var store = new FolderStore(_folder.At("share"));
        foreach (Func<Task> use in new Func<Task>[] { () => CreateAsync(store, 1), () => ReadAsync(store) })
        {
            ClusterException error = await Assert.ThrowsAsync<ClusterException>(use);
            Assert.Equal(ErrorKind.ClusterUnavailable, error.Kind);
            Assert.Contains(_folder.At("share"), error.Message, StringComparison.Ordinal);
        }

        Assert.False(Directory.Exists(_folder.At("share")));
    }

    [Theory]
    [InlineData("relative/folder")]
    [InlineData("ftp://host/folder")]
    [InlineData("https://account.blob.core.windows.net")]
    [InlineData("https://account.blob.core.windows.net/container/blob")]
    [InlineData("https://account.blob.core.windows.net/container?sv=2024&sig=secret")]
    [InlineData("s3://bucket/key")]
    [InlineData("s3://bucket?secret=abc")]
    [InlineData("s3://user:secret@bucket")]
    public void WhatIsNoStore_IsRefused_AndItsSecretsAreNotTold(string address)
    {
        string message = Assert.Throws<ArgumentException>(() => ObjectStores.Open(address)).Message;
        Assert.DoesNotContain("secret", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://account.blob.core.windows.net/container", "container")]
    [InlineData("s3://bucket?region=eu-central-1", "bucket")]
    [InlineData("s3://bucket?endpoint=http://127.0.0.1:7480", "bucket")]
    public void Stores_SayWhatTheyAre(string address, string told) =>
        Assert.Contains(told, ObjectStores.Open(address).Description, StringComparison.Ordinal);

    private static Task<bool> CreateAsync(FolderStore store, byte first) =>
        store.TryCreateAsync(Name, () => new MemoryStream([first, 1, 2]), CancellationToken.None);

    private static async Task<byte[]?> ReadAsync(FolderStore store)
    {
        using var bytes = new MemoryStream();
        return await store.TryReadAsync(Name, bytes, CancellationToken.None) ? bytes.ToArray() : null;
    }
}
