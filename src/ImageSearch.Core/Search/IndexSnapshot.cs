using ImageSearch.Sift;

namespace ImageSearch.Search;

/// <summary>
/// What a reader sees: the images and rows of an index at one moment. It does not change; the index may.
/// </summary>
public sealed class IndexSnapshot
{
    private readonly IndexEntry[] _entries;

    internal IndexSnapshot(IndexSettings settings, FlatRows rows, IndexEntry[] entriesByRow)
    {
        Settings = settings;
        Rows = rows;
        _entries = entriesByRow;
        RowCount = entriesByRow.Sum(e => (long)e.Image.FeatureCount);
    }

    /// <summary>How its images were described.</summary>
    public IndexSettings Settings { get; }

    /// <summary>How many images there are.</summary>
    public int ImageCount => _entries.Length;

    /// <summary>How many rows there are.</summary>
    public long RowCount { get; }

    internal FlatRows Rows { get; }

    /// <summary>The images in the order of their rows.</summary>
    internal ReadOnlySpan<IndexEntry> Entries => _entries;

    /// <summary>The image that a row belongs to.</summary>
    internal IndexEntry EntryOfRow(long row)
    {
        int low = 0, high = _entries.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _entries[middle].FirstRow <= row ? (middle, high) : (low, middle - 1);
        }

        return _entries[low];
    }

    /// <summary>The image with an id.</summary>
    /// <exception cref="ImageException">No image has the id.</exception>
    public IndexedImage GetImage(long id) => EntryOfId(id).Image;

    /// <summary>The features of an indexed image, as they were added (the responses are not kept).</summary>
    /// <exception cref="ImageException">No image has the id.</exception>
    public ImageFeatures GetFeatures(long id)
    {
        IndexEntry entry = EntryOfId(id);
        IndexedImage image = entry.Image;
        var descriptors = new byte[image.FeatureCount * SiftSettings.DescriptorBytes];
        var keypoints = new Keypoint[image.FeatureCount];
        int done = 0;
        while (done < image.FeatureCount)
        {
            ReadOnlySpan<PackedKeypoint> run = Rows.Keypoints(entry.FirstRow + done, image.FeatureCount - done);
            Rows.Descriptors(entry.FirstRow + done, run.Length).CopyTo(descriptors.AsSpan(done * SiftSettings.DescriptorBytes));
            foreach (PackedKeypoint packed in run)
            {
                keypoints[done++] = packed.Unpack(image.DescribedWidth, image.DescribedHeight);
            }
        }

        return new ImageFeatures(image.DescribedWidth, image.DescribedHeight, keypoints, descriptors, Settings.Sift.Descriptor);
    }

    /// <summary>The rows that are searched, as blocks of consecutive ones within a chunk, without those of one image.</summary>
    internal List<RowBlock> Blocks(int mostRows, long withoutId)
    {
        var blocks = new List<RowBlock>();
        long first = 0, end = 0;
        foreach (IndexEntry entry in _entries)
        {
            if (entry.Image.Id == withoutId)
            {
                continue;
            }

            if (entry.FirstRow != end)
            {
                Split(first, end, mostRows, blocks);
                first = entry.FirstRow;
            }

            end = entry.FirstRow + entry.Image.FeatureCount;
        }

        Split(first, end, mostRows, blocks);
        return blocks;
    }

    /// <summary>The image with an id.</summary>
    public bool TryGet(long id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IndexedImage? image)
    {
        image = Array.Find(_entries, e => e.Image.Id == id)?.Image;
        return image is not null;
    }

    private IndexEntry EntryOfId(long id) => Array.Find(_entries, e => e.Image.Id == id) ?? throw ImageException.IdNotFound(id);

    private static void Split(long first, long end, int mostRows, List<RowBlock> blocks)
    {
        while (first < end)
        {
            long chunkEnd = ((first / FlatRows.RowsPerChunk) + 1) * FlatRows.RowsPerChunk;
            int rows = (int)Math.Min(Math.Min(end, chunkEnd) - first, mostRows);
            blocks.Add(new RowBlock(first, rows));
            first += rows;
        }
    }
}
