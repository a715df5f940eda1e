using ImageSearch.Sift;

namespace ImageSearch.Search;

/// <summary>
/// The rows in memory: 128 bytes and a packed keypoint each, in chunks that never move, so that readers go on while rows are added.
/// Adding is for one thread at a time.
/// </summary>
internal sealed class FlatRows
{
    public const int RowsPerChunk = 1 << 14;

    private byte[][] _descriptors = [];
    private PackedKeypoint[][] _keypoints = [];

    /// <summary>How many rows were added.</summary>
    public long Count { get; private set; }

    /// <summary>A run of rows' descriptors; may be shorter than asked, at the end of a chunk, but not empty.</summary>
    public ReadOnlySpan<byte> Descriptors(long firstRow, int rows)
    {
        (int chunk, int start, int taken) = Locate(firstRow, rows);
        return _descriptors[chunk].AsSpan(start * SiftSettings.DescriptorBytes, taken * SiftSettings.DescriptorBytes);
    }

    /// <summary>A run of rows' keypoints; may be shorter than asked, at the end of a chunk, but not empty.</summary>
    public ReadOnlySpan<PackedKeypoint> Keypoints(long firstRow, int rows)
    {
        (int chunk, int start, int taken) = Locate(firstRow, rows);
        return _keypoints[chunk].AsSpan(start, taken);
    }

    public void Append(ReadOnlySpan<byte> descriptors, ReadOnlySpan<PackedKeypoint> keypoints)
    {
        while (!keypoints.IsEmpty)
        {
            int chunk = (int)(Count / RowsPerChunk), start = (int)(Count % RowsPerChunk);
            if (chunk == _descriptors.Length)
            {
                Grow();
            }

            int taken = Math.Min(keypoints.Length, RowsPerChunk - start);
            int bytes = taken * SiftSettings.DescriptorBytes;
            descriptors[..bytes].CopyTo(_descriptors[chunk].AsSpan(start * SiftSettings.DescriptorBytes));
            keypoints[..taken].CopyTo(_keypoints[chunk].AsSpan(start));
            descriptors = descriptors[bytes..];
            keypoints = keypoints[taken..];
            Count += taken;
        }
    }

    private static (int Chunk, int Start, int Taken) Locate(long firstRow, int rows)
    {
        int start = (int)(firstRow % RowsPerChunk);
        return ((int)(firstRow / RowsPerChunk), start, Math.Min(rows, RowsPerChunk - start));
    }

    private void Grow()
    {
        // New outer arrays: a reader that holds an old one still finds its chunks. Both are there before either is taken.
        byte[][] descriptors = [.. _descriptors, GC.AllocateUninitializedArray<byte>(RowsPerChunk * SiftSettings.DescriptorBytes)];
        PackedKeypoint[][] keypoints = [.. _keypoints, GC.AllocateUninitializedArray<PackedKeypoint>(RowsPerChunk)];
        (_descriptors, _keypoints) = (descriptors, keypoints);
    }
}
