using System.Net;

namespace ImageSearch.Cluster.Members;

/// <summary>A node that shares an index with others.</summary>
/// <param name="Name">Its name, the same after each start: by it shards are dealt out.</param>
/// <param name="Address">Where other nodes reach it.</param>
/// <param name="Replicas">On how many nodes each shard lies.</param>
/// <param name="Tls">By what nodes know each other; null where the network is theirs alone.</param>
internal sealed record NodePlace(string Name, IPEndPoint Address, int Replicas, NodeTls? Tls)
{
    /// <summary>On how many nodes a shard lies unless another number is asked for.</summary>
    public const int DefaultReplicas = 2;

    /// <summary>So long after a node joined, the shards that it has now are kept where they were: it fetches them first.</summary>
    public TimeSpan KeptFor { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>So long it tries to reach the nodes that are up before it gives up joining them.</summary>
    public TimeSpan JoinsWithin { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The port unless another one is asked for.</summary>
    public const int DefaultPort = 11111;
}
