namespace ImageSearch.Storage.Faiss;

/// <summary>A line of the list beside a Faiss file: what Faiss has no place for.</summary>
internal sealed record FaissPath(long Id, string Path, int Width, int Height, int DescribedWidth, int DescribedHeight, long LengthBytes,
    DateTime ModifiedUtc, string Sha256);
