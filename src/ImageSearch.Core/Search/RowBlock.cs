namespace ImageSearch.Search;

/// <summary>Consecutive rows.</summary>
internal readonly record struct RowBlock(long FirstRow, int Rows);
