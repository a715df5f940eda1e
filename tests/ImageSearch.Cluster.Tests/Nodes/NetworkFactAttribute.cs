namespace ImageSearch.Cluster.Tests.Nodes;

/// <summary>A test with networks of its own between real nodes.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class NetworkFactAttribute : FactAttribute
{
    public NetworkFactAttribute() => Skip = PostgresFactAttribute.Missing ?? (NetworkOfNodes.CanBe ? null
        : "NETWORKS NOT TRIED: network namespaces want root on Linux, and 'ip' (apt-get install iproute2).");
}
