using System.Collections.Concurrent;

namespace ImageSearch.Service.Searching;

/// <summary>
/// Buffers for the images that are being decoded, as many as searches run: an array for each request would be garbage that stays for long.
/// </summary>
internal sealed class ImageBuffers(ServiceOptions options)
{
    /// <summary>Longer buffers are not kept: where memory is short, they would keep others from what is left.</summary>
    private readonly long _longestKept = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 16 / options.ConcurrentSearches;

    private readonly ConcurrentBag<byte[]> _idle = [];

    /// <summary>Takes a buffer; dispose to give it back.</summary>
    public ImageBuffer Rent(int lengthBytes)
    {
        byte[] bytes = _idle.TryTake(out byte[]? kept) && kept.Length >= lengthBytes ? kept
            : GC.AllocateUninitializedArray<byte>(lengthBytes);
        return new ImageBuffer(this, bytes, lengthBytes);
    }

    /// <summary>A copy of some bytes.</summary>
    public ImageBuffer Copy(ReadOnlySpan<byte> bytes)
    {
        ImageBuffer buffer = Rent(bytes.Length);
        bytes.CopyTo(buffer.Bytes);
        return buffer;
    }

    /// <summary>Takes a buffer back.</summary>
    public void Return(byte[] bytes)
    {
        if (bytes.Length <= _longestKept && _idle.Count < options.ConcurrentSearches)
        {
            _idle.Add(bytes);
        }
    }

    /// <summary>Lets go of the buffers that nobody uses.</summary>
    public void Clear() => _idle.Clear();
}
