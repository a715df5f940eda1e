namespace ImageSearch.Index;

/// <summary>Reaches the rows of an index that lie on other machines.</summary>
internal interface IRowsElsewhere
{
    /// <summary>The rows of an image that has some: 128 bytes each, and as many keypoints.</summary>
    /// <exception cref="ImageSearchException">Who has them does not answer.</exception>
    public (byte[] Descriptors, PackedKeypoint[] Keypoints) Read(IndexEntry entry);
}
