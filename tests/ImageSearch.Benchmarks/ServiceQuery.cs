namespace ImageSearch.Benchmarks;

/// <summary>An altered copy, and the file name of the image that it is of.</summary>
internal sealed record ServiceQuery(string Path, byte[] Bytes, string Answer);
