namespace ImageSearch.Cluster.Publishing;

/// <summary>The fields of the slot of an index file (docs/index-format.md).</summary>
internal sealed record ManifestSlot(
    int Version, long Commit, long Generation, long CatalogOffset, uint CatalogChecksum, long FileBytes, string Writer);
