using System.Net;
using ImageSearch.Cluster.Compute;
using ImageSearch.Cluster.Members;
using ImageSearch.Index;
using ImageSearch.Storage;
using ImageSearch.Storage.Format;

namespace ImageSearch.Cluster.Tests.Compute;

/// <summary>A node whose disk is full goes on with what it has, says so, and takes up what is published once there is room.</summary>
[Collection(PostgresGroup.Name)]
public sealed class FullDiskTests(PostgresServer server)
{
    private static readonly RowCopies NoCopies = new(0);

    [DiskTheory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task FullDisk_ServesOn_AndTakesUpTheNextOnceThereIsRoom(bool isSharded)
    {
        await using TestCluster cluster = await TestCluster.MakeAsync(server);
        cluster.MakeFile();
        await cluster.PublishAsync();
        using var disk = new SmallDisk(cluster.At("small"), megabytes: 8);
        await using ClusterNode node = await cluster.NodeAsync("small", place: !isSharded ? null
            : new NodePlace("small", new IPEndPoint(IPAddress.Loopback, PostgresServer.FreePort()), NodePlace.DefaultReplicas, null));
        ClusterIndex index = node.Indexes[0];
        disk.Fill();
        cluster.ChangeFile(500, removed: 3);
        await cluster.PublishAsync();
        await Waits.UntilAsync(() => Record.Exception(() => index.IsNewest(index.Open(NoCopies))) is ClusterException, "it says so");
        ImageIndex served = index.Open(NoCopies);
        Assert.Equal(1, index.Newest!.Generation.Generation);
        Assert.Equal(20, served.ImageCount);
        Assert.All(served.GetImages(), i => Assert.NotEmpty(served.Snapshot().GetFeatures(i.Id).Descriptors));

        disk.Clear();
        await Waits.UntilAsync(() => index.Newest!.Generation.Generation == 2, "it takes up what was published");
        Assert.Equal(IndexFile.Open(cluster.FilePath).GetImages().Select(i => i.Id), index.Open(NoCopies).GetImages().Select(i => i.Id));
        Assert.True(index.IsNewest(index.Open(NoCopies)));
    }
}
