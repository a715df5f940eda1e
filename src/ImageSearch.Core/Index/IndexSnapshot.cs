using ImageSearch.Cuda;
using ImageSearch.Features;
using ImageSearch.Sift;

namespace ImageSearch.Index;

/// <summary>
/// What a reader sees: the images and rows of an index at one moment. It does not change; the index may.
/// </summary>
public sealed class IndexSnapshot
{
    private readonly IndexEntry[] _entries;
    private readonly PlacedSegment[] _segments;
    private readonly long[] _entryStarts;
    private readonly long[] _segmentStarts;
    private readonly Lazy<Dictionary<long, IndexEntry>> _byId;
    private readonly Lazy<ulong[]> _perceptualHashes;
    private readonly Lazy<IndexEntry[]> _withFewFeatures;
    private readonly Lazy<bool> _hasKeypoints;

    internal IndexSnapshot(IndexSettings settings, PlacedSegment[] segments, IndexEntry[] entriesByRow, DeviceRowCache home)
    {
        Home = home;
        Settings = settings;
        _segments = segments;
        _entries = entriesByRow;
        _entryStarts = Array.ConvertAll(entriesByRow, e => e.FirstRow);
        _segmentStarts = Array.ConvertAll(segments, s => s.FirstRow);
        _byId = new(() => _entries.ToDictionary(e => e.Image.Id));
        _perceptualHashes = new(() => Array.ConvertAll(_entries, e => e.Image.PerceptualHash));
        _withFewFeatures = new(() => Array.FindAll(_entries, e => e.Image.FeatureCount < FewFeatures));
        _hasKeypoints = new(FindKeypoints, LazyThreadSafetyMode.PublicationOnly);
        RowCount = entriesByRow.Sum(e => (long)e.Image.FeatureCount);
    }

    /// <summary>With fewer features there is nothing for geometry to go by.</summary>
    internal const int FewFeatures = 8;

    /// <summary>How its images were described.</summary>
    public IndexSettings Settings { get; }

    /// <summary>How many images there are.</summary>
    public int ImageCount => _entries.Length;

    /// <summary>How many rows there are.</summary>
    public long RowCount { get; }

    /// <summary>By which its rows are found without comparing all; null if all are compared.</summary>
    internal InvertedLists? Lists { get; init; }

    /// <summary>What is wrong with its lists, so that there are none; null if nothing is.</summary>
    internal string? ListsDamage { get; init; }

    /// <summary>Reaches the rows that lie on other machines; null where none do.</summary>
    internal IRowsElsewhere? Elsewhere { get; init; }

    /// <summary>Where else its index's rows lie.</summary>
    internal DeviceRowCache Home { get; }

    /// <summary>The rows in order, those of removed images among them.</summary>
    internal ReadOnlySpan<PlacedSegment> Segments => _segments;

    /// <summary>The images in the order of their rows, those without rows first.</summary>
    internal ReadOnlySpan<IndexEntry> Entries => _entries;

    /// <summary>The images' perceptual hashes, in the same order: each search looks at all of them.</summary>
    internal ReadOnlySpan<ulong> PerceptualHashes => _perceptualHashes.Value;

    /// <summary>The images with fewer than <see cref="FewFeatures"/> features.</summary>
    internal IReadOnlyList<IndexEntry> WithFewFeatures => _withFewFeatures.Value;

    /// <summary>The image that a row belongs to.</summary>
    internal IndexEntry EntryOfRow(long row) => _entries[SortedStarts.Find(_entryStarts, row)];

    /// <summary>The image with an id.</summary>
    /// <exception cref="ImageException">No image has the id.</exception>
    public IndexedImage GetImage(long id) => EntryOfId(id).Image;

    /// <summary>The features of an indexed image, as they were added (the responses are not kept).</summary>
    /// <exception cref="ImageException">No image has the id.</exception>
    internal ImageFeatures GetFeatures(long id)
    {
        EnsureUnchanged();
        return GetFeatures(EntryOfId(id));
    }

    /// <summary>Whether it is known where in the images the features lie; of rows that were imported it is not, and nothing can be
    /// verified.</summary>
    internal bool HasKeypoints => _hasKeypoints.Value;

    private bool FindKeypoints()
    {
        const int Asked = 100;
        EnsureUnchanged();
        IEnumerable<IndexEntry> withRows = _entries.Where(e => e.Image.FeatureCount > 0);

        // Of one import all are alike: those that lie elsewhere are asked for where none lies here.
        IEnumerable<IndexEntry> here = withRows.Where(e => !PlaceOf(e).Segment.IsElsewhere);
        return RowCount == 0 || (here.Any() ? here : withRows).Take(Asked).Any(
            e => RowsOf(e).Keypoints.AsSpan().ContainsAnyExcept(default(PackedKeypoint)));
    }

    /// <summary>To be called before rows are read: whether those that lie in a file still are what they were when it was opened.</summary>
    /// <exception cref="IndexException">Somebody cut the file short or wrote over it.</exception>
    internal void EnsureUnchanged()
    {
        foreach (IRowOwner owner in _segments.Select(s => s.Segment.Owner).OfType<IRowOwner>().Distinct())
        {
            owner.EnsureUnchanged();
        }
    }

    /// <summary>An indexed image as it was described when it was added.</summary>
    internal DescribedImage Describe(IndexEntry entry) => new(entry.Image.Facts, entry.Image.Width, entry.Image.Height, GetFeatures(entry))
    {
        PerceptualHash = entry.Image.PerceptualHash,
        PageCount = entry.Image.PageCount,
        Colours = entry.Image.Colours,
    };

    /// <inheritdoc cref="GetFeatures(long)"/>
    internal ImageFeatures GetFeatures(IndexEntry entry)
    {
        IndexedImage image = entry.Image;
        if (image.FeatureCount == 0)
        {
            return new ImageFeatures(image.DescribedWidth, image.DescribedHeight, [], [], Settings.Sift.Descriptor);
        }

        (byte[] descriptors, PackedKeypoint[] packed) = RowsOf(entry);
        Keypoint[] keypoints = Array.ConvertAll(packed, k => k.Unpack(image.DescribedWidth, image.DescribedHeight));
        return new ImageFeatures(image.DescribedWidth, image.DescribedHeight, keypoints, descriptors, Settings.Sift.Descriptor);
    }

    /// <summary>The rows of an image that has some, wherever they lie.</summary>
    /// <exception cref="ImageSearchException">They lie in a file that is damaged, or on a machine that does not answer.</exception>
    internal (byte[] Descriptors, PackedKeypoint[] Keypoints) RowsOf(IndexEntry entry)
    {
        if (Elsewhere is { } elsewhere && PlaceOf(entry).Segment.IsElsewhere)
        {
            return elsewhere.Read(entry);
        }

        (RowSegment segment, int first) = Locate(entry);
        byte[] descriptors = segment.Descriptors(first, entry.Image.FeatureCount).ToArray();
        PackedKeypoint[] keypoints = segment.Keypoints(first, entry.Image.FeatureCount).ToArray();
        segment.KeepAlive();
        return (descriptors, keypoints);
    }

    /// <summary>The keypoint of one row of an image.</summary>
    internal PackedKeypoint KeypointOfRow(IndexEntry entry, long row)
    {
        (RowSegment segment, int first) = Locate(entry);
        PackedKeypoint keypoint = segment.Keypoints(first + (int)(row - entry.FirstRow), 1)[0];
        segment.KeepAlive();
        return keypoint;
    }

    /// <summary>Asks for the rows of an image that is about to be looked at; nothing waits for them.</summary>
    internal void ReadAhead(IndexEntry entry)
    {
        if (entry.Image.FeatureCount > 0)
        {
            PlacedSegment placed = PlaceOf(entry);
            placed.Segment.ReadAhead((int)(entry.FirstRow - placed.FirstRow), entry.Image.FeatureCount);
        }
    }

    /// <summary>Where the rows of an image lie that has some: in one segment, from a row of it on.</summary>
    /// <exception cref="IndexException">They lie in a file that is damaged.</exception>
    internal (RowSegment Segment, int FirstRow) Locate(IndexEntry entry)
    {
        PlacedSegment placed = PlaceOf(entry);
        placed.Segment.EnsureSound();
        return (placed.Segment, (int)(entry.FirstRow - placed.FirstRow));
    }

    /// <summary>The segment that a row lies in.</summary>
    /// <exception cref="IndexException">It lies in a file that is damaged.</exception>
    internal RowSegment SegmentOfRow(long row)
    {
        RowSegment segment = _segments[SortedStarts.Find(_segmentStarts, row)].Segment;
        segment.EnsureSound();
        return segment;
    }

    /// <summary>The segment that the rows of an image lie in.</summary>
    internal PlacedSegment PlaceOf(IndexEntry entry) => _segments[SortedStarts.Find(_segmentStarts, entry.FirstRow)];

    /// <summary>The image with an id.</summary>
    public bool TryGet(long id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IndexedImage? image)
    {
        image = _byId.Value.GetValueOrDefault(id)?.Image;
        return image is not null;
    }

    internal IndexEntry EntryOfId(long id) => _byId.Value.GetValueOrDefault(id) ?? throw ImageException.IdNotFound(id);
}
