using System.Collections.Concurrent;
using ImageSearch.Ingest;
using ImageSearch.Search;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>The engine that is judged: the one place where the benchmark asks it. Images are described once. For any number of threads.</summary>
internal sealed class RelationJudge : IDisposable
{
    private readonly ThreadLocal<ImageDescriber> _describer = new(() => new ImageDescriber(IndexSettings.Default));
    private readonly ConcurrentDictionary<string, DescribedImage?> _images = new();

    /// <summary>How the second image relates to the first.</summary>
    /// <param name="first">Path of an image.</param>
    /// <param name="second">Path of an image.</param>
    public Verdict Judge(string first, string second)
    {
        if (Describe(first) is not { } a || Describe(second) is not { } b)
        {
            return new Verdict(TrueRelation.None, 0, IsOffered: false);
        }

        ImageComparison comparison = ImageComparer.Compare(a, b);
        bool isOffered = comparison.Relation is not (ImageRelation.None or ImageRelation.Mirrored) && comparison.Confidence >= DuplicateOptions.UsualConfidence;
        return new Verdict(Enum.Parse<TrueRelation>(comparison.Relation.ToString()), comparison.Confidence, isOffered);
    }

    public void Dispose() => _describer.Dispose();

    /// <summary>Null for what has no features: the engine knows nothing of it.</summary>
    private DescribedImage? Describe(string path) => _images.GetOrAdd(path, p =>
    {
        try
        {
            return _describer.Value!.Describe(p);
        }
        catch (ImageException e) when (e.Kind == ErrorKind.ImageHasNoFeatures)
        {
            return null;
        }
    });
}
