namespace ImageSearch.Storage.Format;

/// <summary>A segment as the catalog knows it.</summary>
/// <param name="Offset">Where its header begins.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="HeaderChecksum">The checksum in its header, which vouches for all its parts.</param>
internal readonly record struct StoredSegment(long Offset, long Rows, uint HeaderChecksum);
