using System.Diagnostics.CodeAnalysis;
using ImageSearch.Cuda;
using ImageSearch.Features;
using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Index;

/// <summary>
/// An exact flat index of images' SIFT descriptors in memory, many rows under one image id. Safe for several threads: changes are made
/// one at a time, searches run on snapshots.
/// </summary>
public sealed partial class ImageIndex
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, IndexEntry> _byPath = new(FilePaths.Comparer);
    private readonly Dictionary<long, IndexEntry> _byId = [];
    private readonly Dictionary<long, IndexedImage?> _before = [];
    private readonly DeviceRowCache _home = new();
    private readonly EntryOrder _order = new();
    private RowStore _rows = new();
    private (InvertedLists? Lists, ListSummary? Summary) _listed;
    private IndexSnapshot? _snapshot;
    private long _liveRows;
    private long _fileRows;
    private long _liveFileRows;

    /// <summary>Makes an empty index.</summary>
    /// <param name="settings">How its images are described.</param>
    /// <param name="kind">How near rows are found in it.</param>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public ImageIndex(IndexSettings settings, IndexKind kind = IndexKind.Flat)
    {
        Kind = kind;
        settings.Sift.Validate();
        settings.Imaging.Validate();
        Settings = settings;
    }

    /// <summary>How its images are described.</summary>
    public IndexSettings Settings { get; }

    /// <summary>How near rows are found in it.</summary>
    public IndexKind Kind { get; internal set; }

    /// <summary>What its lists are; null if it has none, as an index of the kind <see cref="IndexKind.Flat"/>, or one that is
    /// small.</summary>
    public ListSummary? Lists => Locked(() => _listed.Summary);

    /// <summary>The file it was opened from or saved to; null if it is in memory alone.</summary>
    public string? FilePath => Binding?.Path;

    /// <summary>Counts its changes, over saves and opens.</summary>
    public long Generation { get; private set; }

    /// <summary>The generation that is in the file; -1 if none is.</summary>
    public long SavedGeneration => Binding?.SavedGeneration ?? -1;

    /// <summary>Whether its file keeps paths relative to the folder that it lies in, so that both can move together.</summary>
    public bool RelativePaths { get; internal set; }

    /// <summary>Reaches the rows that lie on other machines; null where none do.</summary>
    internal IRowsElsewhere? Elsewhere { get; set; }

    /// <summary>What binds it to its file; null if it is in memory alone.</summary>
    internal IIndexBinding? Binding { get; set; }

    /// <summary>Whether there are changes that the file does not have.</summary>
    public bool HasUnsavedChanges => SavedGeneration != Generation && (Generation > 0 || Binding is not null);

    /// <summary>How many images there are.</summary>
    public int ImageCount => Locked(() => _byId.Count);

    /// <summary>How many rows (descriptors) there are.</summary>
    public long RowCount => Locked(() => _liveRows);

    /// <summary>Where the rows lie: in memory, in the file, or both; and how many of them on which CUDA device.</summary>
    public string RowLocation =>
        _home.Describe(Locked(() => _fileRows == 0 ? "memory" : _fileRows < _rows.Count ? "file and memory" : "file"));

    private long NextId { get; set; } = 1;

    /// <summary>The images and rows of this moment.</summary>
    public IndexSnapshot Snapshot()
    {
        lock (_lock)
        {
            return _snapshot ??= new IndexSnapshot(Settings, _rows.Segments(), _order.Take(_byId), _home)
            {
                Lists = _listed.Lists,
                ListsDamage = _listed.Summary?.Damage,
                Elsewhere = Elsewhere,
            };
        }
    }

    /// <summary>All images by id.</summary>
    public IReadOnlyList<IndexedImage> GetImages() => Locked(() => _byId.Values.Select(e => e.Image).OrderBy(i => i.Id).ToArray());

    /// <summary>The image with an id.</summary>
    public bool TryGet(long id, [NotNullWhen(true)] out IndexedImage? image)
    {
        lock (_lock)
        {
            image = _byId.GetValueOrDefault(id)?.Image;
            return image is not null;
        }
    }

    /// <summary>The image that was added from a path.</summary>
    public bool TryGet(string path, [NotNullWhen(true)] out IndexedImage? image)
    {
        string full = Path.GetFullPath(path);
        lock (_lock)
        {
            image = _byPath.GetValueOrDefault(full)?.Image;
            return image is not null;
        }
    }

    /// <summary>Adds an image, or replaces the one that its path had; the same content again changes nothing but the file's time.</summary>
    /// <exception cref="IndexException">Its features do not fit the index.</exception>
    public AddOutcome Add(DescribedImage image, out IndexedImage indexed)
    {
        ImageFeatures features = image.Features;
        if (features.Descriptors.Length != features.Count * SiftSettings.DescriptorBytes)
        {
            throw IndexException.SettingsMismatch(image.Facts.Path,
                $"{features.Descriptors.Length} bytes are not {features.Count} descriptors");
        }

        if (features.Kind != Settings.Sift.Descriptor)
        {
            throw IndexException.SettingsMismatch(image.Facts.Path,
                $"they are {features.Kind} descriptors and its own are {Settings.Sift.Descriptor}");
        }

        if (features.Extractor != Settings.Sift.Extractor)
        {
            throw IndexException.SettingsMismatch(image.Facts.Path,
                $"{features.Extractor} extracted them and its own are {Settings.Sift.Extractor}'s");
        }

        lock (_lock)
        {
            _byPath.TryGetValue(image.Facts.Path, out IndexEntry? old);
            if (old is not null && old.Image.ContentHash.AsSpan().SequenceEqual(image.Facts.ContentHash.AsSpan()))
            {
                indexed = Touch(old, image.Facts);
                return AddOutcome.Unchanged;
            }

            indexed = new IndexedImage(old?.Image.Id ?? NextId, image.Facts, image.Width, image.Height, features.Width, features.Height,
                features.Count)
            {
                PerceptualHash = image.PerceptualHash,
                PageCount = image.PageCount,
                Colours = image.Colours,
            };
            _before.TryAdd(indexed.Id, old?.Image);
            Replace(old, indexed, features.Descriptors,
                [.. features.Keypoints.Select(k => PackedKeypoint.Pack(k, features.Width, features.Height))]);
            NextId += old is null ? 1 : 0;
            Changed();
            return old is null ? AddOutcome.Added : AddOutcome.Replaced;
        }
    }

    /// <summary>Notes a file's new time if its content is what the index has; false if it is not.</summary>
    public bool TryTouch(FileFacts facts, [NotNullWhen(true)] out IndexedImage? image)
    {
        lock (_lock)
        {
            image = null;
            if (_byPath.TryGetValue(facts.Path, out IndexEntry? old)
                && old.Image.ContentHash.AsSpan().SequenceEqual(facts.ContentHash.AsSpan()))
            {
                image = Touch(old, facts);
            }

            return image is not null;
        }
    }

    /// <summary>Removes the image with an id; false if there is none.</summary>
    public bool Remove(long id)
    {
        lock (_lock)
        {
            if (!_byId.TryGetValue(id, out IndexEntry? entry))
            {
                return false;
            }

            Forget(entry);
            TidyUp();
            Changed();
            return true;
        }
    }

    /// <summary>
    /// Gives images other files, all at once, so that they may change places: the same content under other paths. An image stays where it
    /// is whose content is another, or whose new path is that of an image that stays.
    /// </summary>
    /// <returns>The ids of those that moved.</returns>
    public IReadOnlySet<long> MoveAll(IReadOnlyList<(long Id, FileFacts Facts)> moves)
    {
        lock (_lock)
        {
            var wanted = new Dictionary<long, FileFacts>();
            foreach ((long id, FileFacts facts) in moves)
            {
                if (_byId.TryGetValue(id, out IndexEntry? entry) && entry.Image.ContentHash.AsSpan()
                    .SequenceEqual(facts.ContentHash.AsSpan()))
                {
                    wanted[id] = facts;
                }
            }

            long[] blocked;
            do
            {
                var taken = new HashSet<string>(FilePaths.Comparer);
                blocked = [.. wanted.Where(w => !taken.Add(w.Value.Path)
                    || (_byPath.TryGetValue(w.Value.Path, out IndexEntry? holder) && !wanted.ContainsKey(holder.Image.Id)))
                    .Select(w => w.Key)];
                Array.ForEach(blocked, id => wanted.Remove(id));
            }
            while (blocked.Length > 0);

            IndexEntry[] old = [.. wanted.Keys.Select(id => _byId[id])];
            Array.ForEach(old, Forget);
            foreach (IndexEntry entry in old)
            {
                Remember(entry with { Image = entry.Image with { Facts = wanted[entry.Image.Id] } });
            }

            if (old.Length > 0)
            {
                Changed();
            }

            return wanted.Keys.ToHashSet();
        }
    }

    /// <summary>The rows first: if there is no memory for them, nothing has changed.</summary>
    private void Replace(IndexEntry? old, IndexedImage image, ReadOnlySpan<byte> descriptors, ReadOnlySpan<PackedKeypoint> keypoints)
    {
        var entry = new IndexEntry(image, keypoints.IsEmpty ? IndexEntry.NoRow : _rows.Count);
        if (!keypoints.IsEmpty)
        {
            _rows.Append(descriptors, keypoints);
        }

        if (old is not null)
        {
            Forget(old);
        }

        Remember(entry);
        TidyUp();
    }

    private void Remember(IndexEntry entry)
    {
        _byPath[entry.Image.Path] = entry;
        _byId[entry.Image.Id] = entry;
        _order.Note(entry.Image.Id);
        _liveRows += entry.Image.FeatureCount;
        _liveFileRows += entry.FirstRow < _fileRows ? entry.Image.FeatureCount : 0;
    }

    private void Forget(IndexEntry entry)
    {
        _before.TryAdd(entry.Image.Id, entry.Image);
        _byPath.Remove(entry.Image.Path);
        _byId.Remove(entry.Image.Id);
        _order.Note(entry.Image.Id);
        _liveRows -= entry.Image.FeatureCount;
        _liveFileRows -= entry.FirstRow < _fileRows ? entry.Image.FeatureCount : 0;
    }

    private IndexedImage Touch(IndexEntry old, FileFacts facts)
    {
        if (old.Image.Facts.ModifiedUtc != facts.ModifiedUtc)
        {
            _before.TryAdd(old.Image.Id, old.Image);
            var entry = old with { Image = old.Image with { Facts = facts } };
            _byPath[facts.Path] = entry;
            _byId[entry.Image.Id] = entry;
            _order.Note(entry.Image.Id);
            Changed();
            return entry.Image;
        }

        return old.Image;
    }

    private void Changed()
    {
        Generation++;
        _snapshot = null;
    }

    /// <summary>
    /// Copies the live rows in memory together once more than half are dead; snapshots keep the old ones as long as they need them. Rows in
    /// a file stay: the file's own tidying is the storage's.
    /// </summary>
    private void TidyUp()
    {
        long live = _liveRows - _liveFileRows, dead = _rows.Count - _fileRows - live;
        if (!DeadRows.AreTooMany(dead, live))
        {
            return;
        }

        IndexSnapshot old = Snapshot();
        var rows = new RowStore();
        foreach (PlacedSegment placed in old.Segments)
        {
            if (placed.FirstRow < _fileRows)
            {
                rows.Add(placed.Segment);
            }
        }

        foreach (IndexEntry entry in old.Entries)
        {
            if (entry.FirstRow < _fileRows)
            {
                continue;
            }

            int count = entry.Image.FeatureCount;
            (RowSegment segment, int first) = old.Locate(entry);
            var moved = entry with { FirstRow = rows.Count };
            rows.Append(segment.Descriptors(first, count), segment.Keypoints(first, count));
            segment.KeepAlive();
            _byPath[moved.Image.Path] = moved;
            _byId[moved.Image.Id] = moved;
            _order.Note(moved.Image.Id);
        }

        _rows = rows;
    }

    private T Locked<T>(Func<T> read)
    {
        lock (_lock)
        {
            return read();
        }
    }
}
