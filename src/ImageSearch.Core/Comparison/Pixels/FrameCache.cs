using ImageSearch.Features;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// The frames that were read last, so that an image which is compared with several others is decoded once. It holds a bounded number of
/// bytes, and what it holds is as old as the cache: make one for a run, and look at the files once more before its answers are acted on.
/// Thread-safe.
/// </summary>
/// <param name="maxBytes">What it holds at most; larger frames are not held.</param>
internal sealed class FrameCache(long maxBytes = FrameCache.DefaultBytes)
{
    /// <summary>Some twenty frames of 1024 pixels.</summary>
    public const long DefaultBytes = 64 << 20;

    private readonly Dictionary<(string Path, int LongSide), LinkedListNode<Held>> _held = [];
    private readonly LinkedList<Held> _byUse = new();
    private long _bytes;

    /// <summary>How many files were read.</summary>
    public int ReadCount { get; private set; }

    /// <inheritdoc cref="FramePixels.Read"/>
    public FramePixels Read(DescribedImage image, int longSidePixels, double limitMegapixels)
    {
        (string, int) key = (image.Facts.Path, longSidePixels);
        lock (_held)
        {
            if (_held.TryGetValue(key, out LinkedListNode<Held>? known)
                && (known.Value.Width, known.Value.Height) == (image.Width, image.Height))
            {
                _byUse.Remove(known);
                _byUse.AddLast(known);
                return known.Value.Frame;
            }
        }

        FramePixels frame = FramePixels.Read(image, longSidePixels, limitMegapixels);
        lock (_held)
        {
            ReadCount++;
            Hold(new Held(key, image.Width, image.Height, frame));
        }

        return frame;
    }

    private void Hold(Held held)
    {
        if (held.Bytes > maxBytes)
        {
            return;
        }

        if (_held.Remove(held.Key, out LinkedListNode<Held>? old))
        {
            Drop(old);
        }

        _held[held.Key] = _byUse.AddLast(held);
        _bytes += held.Bytes;
        while (_bytes > maxBytes && _byUse.First is { } oldest)
        {
            _held.Remove(oldest.Value.Key);
            Drop(oldest);
        }
    }

    private void Drop(LinkedListNode<Held> node)
    {
        _byUse.Remove(node);
        _bytes -= node.Value.Bytes;
    }

    private sealed record Held((string Path, int LongSide) Key, int Width, int Height, FramePixels Frame)
    {
        public long Bytes => Frame.Bytes;
    }
}
