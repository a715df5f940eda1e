namespace ImageSearch.Cluster.Tests.Compute;

/// <summary>A test with a disk of its own, over a real PostgreSQL.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DiskTheoryAttribute : TheoryAttribute
{
    public DiskTheoryAttribute() => Skip = PostgresFactAttribute.Missing
        ?? (SmallDisk.CanBe ? null : "FULL DISKS NOT TRIED: a disk of a test's own wants root on Linux.");
}
