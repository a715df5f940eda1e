using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Repair;

/// <summary>Puts together what sound blocks say, in the order in which they lie in the file: later ones know better.</summary>
internal sealed class Salvage
{
    private readonly Dictionary<long, StoredImage> _images = [];
    private readonly HashSet<string> _doubtful = new(StringComparer.Ordinal);
    private IndexSettings? _settings;
    private bool _relativePaths;
    private long _nextId = 1;
    private IReadOnlyList<FollowedFolder> _followed = [];
    private long _generation;
    private IndexKind _kind;

    /// <summary>Paths, as the file has them, of images that only blocks tell of that contradict themselves.</summary>
    public IEnumerable<string> DoubtfulPaths => _doubtful;

    public void Add(Catalog catalog, bool standsForItself)
    {
        if (Contradicts(catalog.Images))
        {
            // What it says is gone may be as wrong as the rest.
            return;
        }

        if (standsForItself)
        {
            _images.Clear();
        }

        foreach (long id in catalog.Removed)
        {
            _images.Remove(id);
        }

        Add(catalog.Settings, catalog.RelativePaths, catalog.Images);
        _nextId = Math.Max(_nextId, catalog.NextId);
        (_followed, _kind) = (catalog.Followed, catalog.Kind);
        _generation = Math.Max(_generation, catalog.Generation);
    }

    public void Add(SegmentParts segment)
    {
        try
        {
            SegmentTable table = segment.Table();
            Add(table.Settings, table.RelativePaths, table.Images);
        }
        catch (InvalidDataException)
        {
            // The catalog knows its images too; if that is gone as well, nothing does.
        }
    }

    /// <summary>All of it as one catalog, without its segments; null if nothing was found.</summary>
    public Catalog? ToCatalog()
    {
        if (_settings is null)
        {
            return null;
        }

        // One path twice: an image that was removed, and one that came after it.
        StoredImage[] images = [.. _images.Values.GroupBy(i => i.Image.Path).Select(g => g.MaxBy(i => i.Image.Id)!)];
        return new Catalog(_settings, _relativePaths, _nextId, _generation, [], images, []) { Followed = _followed, Kind = _kind };
    }

    /// <summary>Two images of one id, or of one path: whoever wrote that did not know what is in the file. Their paths are noted.</summary>
    private bool Contradicts(IReadOnlyList<StoredImage> images)
    {
        bool contradicts = images.DistinctBy(i => i.Image.Id).Count() != images.Count
            || images.DistinctBy(i => i.Image.Path, StringComparer.Ordinal).Count() != images.Count;
        _doubtful.UnionWith(contradicts ? images.Select(i => i.Image.Path) : []);
        return contradicts;
    }

    private void Add(IndexSettings settings, bool relativePaths, IReadOnlyList<StoredImage> images)
    {
        if (Contradicts(images))
        {
            _settings ??= settings;
            return;
        }

        (_settings, _relativePaths) = (settings, relativePaths);
        foreach (StoredImage image in images)
        {
            _images[image.Image.Id] = image;
            _nextId = Math.Max(_nextId, image.Image.Id + 1);
        }
    }
}
