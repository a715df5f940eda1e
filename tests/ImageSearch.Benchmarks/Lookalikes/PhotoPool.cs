using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Photographs of some folders, cut into two halves, so that what limits are tuned on is never reported on.</summary>
internal sealed class PhotoPool
{
    /// <summary>Larger ones are shrunk to this: the look-alikes are of everyday size.</summary>
    private const int MaxSidePixels = 1600;

    /// <summary>Files from here on hold photographs of a camera's size.</summary>
    private const int LargeFileBytes = 400_000;

    private readonly Dictionary<string, string[]> _halves;

    /// <exception cref="DirectoryNotFoundException">A folder is not there.</exception>
    /// <exception cref="InvalidDataException">There are too few photographs.</exception>
    public PhotoPool(IEnumerable<string> folders, int seed)
    {
        // The first folder with a name wins: sets of the same photographs in several sizes overlap.
        string[] files = [.. folders.SelectMany(f => Directory.EnumerateFiles(f).Order(StringComparer.Ordinal))
            .Where(f => Path.GetExtension(f).ToLowerInvariant() is ".jpg" or ".jpeg" or ".png")
            .DistinctBy(f => Path.GetFileNameWithoutExtension(f))];
        if (files.Length < LookalikeSet.Halves.Length * 60)
        {
            throw new InvalidDataException($"{files.Length} photographs are too few; 120 are needed at least.");
        }

        string[] mixed = Chance.For(seed, "photographs").Shuffled(files);
        _halves = LookalikeSet.Halves.Index()
            .ToDictionary(h => h.Item, h => mixed.Where((_, i) => i % LookalikeSet.Halves.Length == h.Index).ToArray());
    }

    /// <summary>The files of a half in an order of chance.</summary>
    public Queue<string> Order(string half, Chance chance) => new(chance.Shuffled(_halves[half]));

    /// <summary>The large ones of a half, or all when there are none.</summary>
    public string[] Large(string half) => _halves[half].Where(f => new FileInfo(f).Length >= LargeFileBytes)
        .ToArray() is { Length: > 0 } large ? large : _halves[half];

    public static ColourImage Read(string file) => Pixels.Read(file, MaxSidePixels);
}
