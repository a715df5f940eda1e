namespace ImageSearch.Cluster.Shards;

/// <summary>The nodes of the moment.</summary>
internal interface IShardNodes
{
    /// <summary>This node's name.</summary>
    public string Own { get; }

    /// <summary>The names of all nodes that are up, this one among them.</summary>
    public IReadOnlyCollection<string> Active { get; }

    /// <summary>The names of those that are up and serve an index, this one among them.</summary>
    public IReadOnlyCollection<string> Serving(string index);

    /// <summary>A node.</summary>
    /// <exception cref="ClusterException">There is none of that name any more.</exception>
    public IShardNode Node(string name);
}
