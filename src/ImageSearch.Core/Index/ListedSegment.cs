namespace ImageSearch.Index;

/// <summary>A segment whose rows are in lists.</summary>
/// <param name="Number">The number of its first row in the lists.</param>
/// <param name="Rows">How many rows it has.</param>
/// <param name="FirstRow">The number of its first row in the index; <see cref="IndexEntry.NoRow"/> if the index no longer has it.</param>
internal readonly record struct ListedSegment(long Number, int Rows, long FirstRow);
