namespace ImageSearch.Storage.Format;

/// <summary>A block of centres or of lists as the catalog knows it.</summary>
/// <param name="Offset">Where its header begins.</param>
/// <param name="Rows">How many rows it lists; of centres, how many there are.</param>
/// <param name="HeaderChecksum">The checksum in its header, which vouches for all of it.</param>
internal readonly record struct StoredListBlock(long Offset, long Rows, uint HeaderChecksum);
