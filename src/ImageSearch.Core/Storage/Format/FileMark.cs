namespace ImageSearch.Storage.Format;

/// <summary>Which state of a file an index has: no two states of one path have all of these in common.</summary>
/// <param name="Commit">Counts the commits into the file.</param>
/// <param name="CatalogOffset">Where its newest catalog begins.</param>
/// <param name="CatalogChecksum">That catalog's checksum.</param>
/// <param name="FileBytes">Where the commit ended.</param>
internal readonly record struct FileMark(long Commit, long CatalogOffset, uint CatalogChecksum, long FileBytes);
