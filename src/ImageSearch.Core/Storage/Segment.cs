namespace ImageSearch.Storage;

/// <summary>A run of rows in the file: descriptors at the offset, keypoints at the next multiple of 64 after them.</summary>
internal readonly record struct Segment(long Offset, long Rows, uint DescriptorChecksum, uint KeypointChecksum)
{
    public const int DescriptorBytes = Sift.SiftSettings.DescriptorBytes;

    public long KeypointOffset => IndexFormat.Align(Offset + (Rows * DescriptorBytes));

    public long End => KeypointOffset + (Rows * IndexFormat.KeypointBytes);
}
