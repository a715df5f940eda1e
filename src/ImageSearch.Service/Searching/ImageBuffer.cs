namespace ImageSearch.Service.Searching;

/// <summary>An image's bytes at the beginning of a buffer.</summary>
internal sealed class ImageBuffer(ImageBuffers owner, byte[] bytes, int lengthBytes) : IDisposable
{
    private bool _isReturned;

    /// <summary>The buffer, which may be longer.</summary>
    public byte[] Bytes { get; } = bytes;

    /// <summary>The image's length.</summary>
    public int LengthBytes { get; } = lengthBytes;

    public void Dispose()
    {
        if (!_isReturned)
        {
            _isReturned = true;
            owner.Return(Bytes);
        }
    }
}
