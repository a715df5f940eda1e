using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Truth;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Compute;

/// <summary>A generation of which all that is needed is on this machine, and was looked at.</summary>
/// <param name="Generation">What was published.</param>
/// <param name="Manifest">What it consists of.</param>
/// <param name="Opened">The index.</param>
/// <param name="Here">Where it is dealt out: the segments that lie here, by where they begin in the file; null if all do.</param>
internal sealed record PreparedGeneration(
    PublishedGeneration Generation, Manifest Manifest, SealedIndex Opened, IReadOnlySet<long>? Here)
{
    /// <summary>Whether a block lies here.</summary>
    public bool Has(SealedBlock block) => Has(block.Kind, block.Offset);

    /// <inheritdoc cref="Has(SealedBlock)"/>
    public bool Has(ManifestBlock block) => Has(block.Kind, block.Offset);

    private bool Has(BlockKind kind, long offset) => Here is null || kind != BlockKind.Segment || Here.Contains(offset);
}
