using System.Collections.Concurrent;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.TestSupport;

namespace ImageSearch.Tests.Duplicates;

/// <summary>
/// A folder of images and their index. What their pixels say is said by the test: by the names of both files, in alphabetical order and
/// joined by a dash; of pairs that are not named, nothing is common.
/// </summary>
internal sealed class DuplicateFolder : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ImageIndex _index = new(IndexSettings.Default);
    private readonly Dictionary<string, DescribedImage> _described = [];
    private readonly ImageDescriber _describer = new(IndexSettings.Default);

    /// <summary>What pixels say of a pair; the keeper is the first.</summary>
    public Dictionary<string, ImageComparison> Pixels { get; } = [];

    /// <summary>Is told of every pair whose pixels are compared, before they are.</summary>
    public Action<string>? OnCompare { get; set; }

    /// <summary>The pairs whose pixels were compared.</summary>
    public ConcurrentQueue<string> Compared { get; } = new();

    public string At(string name) => _folder.At(name);

    /// <summary>Puts the same picture there, in other bytes for every name and length.</summary>
    public void Add(string name, int extraBytes = 0, string photo = "Wine")
    {
        Write(name, extraBytes, photo);
        Index(name);
    }

    public void Write(string name, int extraBytes = 0, string photo = "Wine")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(At(name))!);
        File.WriteAllBytes(At(name), [.. File.ReadAllBytes(TestData.Photo(photo)), .. new byte[extraBytes]]);
    }

    public void Write(string name, byte[] bytes) => File.WriteAllBytes(At(name), bytes);

    /// <summary>Indexes a file as it is, with what the test says of its size.</summary>
    public long Index(string name, int width = 0, int height = 0)
    {
        FileFacts facts = ImageReader.ReadFacts(At(name));
        string content = Convert.ToHexString(facts.ContentHash.AsSpan());
        if (!_described.TryGetValue(content, out DescribedImage? image))
        {
            image = _describer.Describe(At(name));
            _described[content] = image;
        }

        image = image with { Facts = facts };
        _index.Add(width > 0 ? image with { Width = width, Height = height } : image, out IndexedImage indexed);
        return indexed.Id;
    }

    public void Say(string first, string second, ImageRelation relation, double confidence = 1, double firstOverlap = 1,
        double secondOverlap = 1) =>
        Pixels[Key(first, second)] = new ImageComparison(relation, confidence)
        { FirstOverlap = firstOverlap, SecondOverlap = secondOverlap, IsConfirmed = true };

    public DuplicateResult Find(DuplicateOptions? options = null, CancellationToken cancel = default) =>
        DuplicateFinder.Find(_index.Snapshot(), options ?? new DuplicateOptions(), Compare, cancel);

    /// <summary>Asks the pixels themselves, and not the test.</summary>
    public DuplicateResult FindByPixels(DuplicateOptions? options = null) =>
        DuplicateFinder.Find(_index.Snapshot(), options ?? new DuplicateOptions());

    /// <summary>The groups in short: keeper, then the others with what they are to it.</summary>
    public string[] Groups(DuplicateOptions? options = null) => Groups(Find(options));

    public static string[] Groups(DuplicateResult found) =>
        [.. found.Groups.Select(
            g => $"{Name(g.Keeper)}: {string.Join(", ", g.Duplicates.Select(d => $"{Name(d.Image)} {d.Comparison.Relation}"))}")];

    public static string Name(IndexedImage image) => Path.GetFileName(image.Path);

    public void Dispose() => _folder.Dispose();

    private ImageComparison Compare(ImageComparison found, DescribedImage first, DescribedImage second, double limitMegapixels)
    {
        string key = Key(first.Facts.Path, second.Facts.Path);
        Compared.Enqueue(key);
        OnCompare?.Invoke(key);
        return Pixels.GetValueOrDefault(key) ?? found with { Relation = ImageRelation.None, Confidence = 0 };
    }

    private static string Key(string first, string second) =>
        string.Join('-', new[] { first, second }.Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
}
