using ImageSearch.Cluster.Publishing;
using ImageSearch.Cluster.Truth;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Compute;

/// <summary>A generation of which all that is needed is on this machine, and was looked at.</summary>
/// <param name="Generation">What was published.</param>
/// <param name="Manifest">What it consists of.</param>
/// <param name="Opened">The index.</param>
internal sealed record PreparedGeneration(PublishedGeneration Generation, Manifest Manifest, SealedIndex Opened);
