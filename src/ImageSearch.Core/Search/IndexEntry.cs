namespace ImageSearch.Search;

/// <summary>An image and where its rows lie: one run.</summary>
internal sealed record IndexEntry(IndexedImage Image, long FirstRow);
