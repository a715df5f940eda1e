namespace ImageSearch.Cluster.Tests.Stores;

/// <summary>A test against Ceph's gateway, a real server that speaks S3.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CephFactAttribute : FactAttribute
{
    private static readonly string[] Programs = ["radosgw", "radosgw-admin", "ceph-mon", "ceph-osd", "ceph", "monmaptool"];

    public CephFactAttribute() =>
        Skip = PostgresFactAttribute.Missing ?? (Programs.FirstOrDefault(p => StartedProgram.Find(p) is null) is { } missing
        ? $"S3 NOT TRIED: there is no {missing} on the PATH; 'apt-get install radosgw ceph-mon ceph-osd' brings it." : null);
}
