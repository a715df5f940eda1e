using ImageSearch.Files;
using ImageSearch.Index;

namespace ImageSearch.Ingest;

/// <summary>
/// Which image of an index a file is, under whatever name the index has it: a link, or a folder seen through a link, is no second file. The
/// file's own name wins where it is found; until then the name stays under which it was indexed.
/// </summary>
internal sealed class KnownNames
{
    private readonly Dictionary<string, IndexedImage> _byPath;
    private readonly Dictionary<string, IndexedImage> _byRealPath = new(FilePaths.Comparer);

    /// <param name="images">What the index has.</param>
    /// <param name="scan">What was found.</param>
    public KnownNames(IEnumerable<IndexedImage> images, FolderScan scan)
    {
        _byPath = images.ToDictionary(i => i.Path, FilePaths.Comparer);
        var lengths = scan.Files.Where(f => !_byPath.ContainsKey(f.Path)).Select(f => f.LengthBytes).ToHashSet();
        var found = scan.Files.Select(f => f.Path).ToHashSet(FilePaths.Comparer);
        foreach (IndexedImage image in _byPath.Values.Where(i => !found.Contains(i.Path)).OrderBy(i => i.Id))
        {
            // To ask of every file whether it is a link would take long on a share: of those that cannot be what was found, only their
            // folders are asked about.
            string real = lengths.Contains(image.LengthBytes) ? scan.Paths.Of(image.Path) : scan.Paths.InRealFolder(image.Path);
            if (!FilePaths.Comparer.Equals(real, image.Path))
            {
                _byRealPath.TryAdd(real, image);
            }
        }

        Doubles = [.. scan.OtherNames.Where(o => _byPath.ContainsKey(o.RealPath)).Select(o => _byPath.GetValueOrDefault(o.Path))
            .OfType<IndexedImage>()];
    }

    /// <summary>All that the index has.</summary>
    public IEnumerable<IndexedImage> Images => _byPath.Values;

    /// <summary>Images that the index has under the name of a link, though it has what that leads to.</summary>
    public IReadOnlyList<IndexedImage> Doubles { get; }

    /// <summary>What the index has of a file; null if nothing.</summary>
    public IndexedImage? Of(ScannedFile file) =>
        _byPath.GetValueOrDefault(file.Path) ?? _byPath.GetValueOrDefault(file.RealPath) ?? _byRealPath.GetValueOrDefault(file.RealPath);
}
