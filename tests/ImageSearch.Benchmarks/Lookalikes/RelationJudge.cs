using System.Collections.Concurrent;
using ImageSearch.Comparison;
using ImageSearch.Duplicates;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Ingest;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>The engine that is judged: the one place where the benchmark asks it. Images are described once. For any number of
/// threads.</summary>
internal sealed class RelationJudge : IDisposable
{
    private const double LimitMegapixels = 250;

    private readonly ThreadLocal<ImageDescriber> _describer = new(() => new ImageDescriber(IndexSettings.Default));
    private readonly ConcurrentDictionary<string, DescribedImage> _images = new();

    /// <summary>How the second image relates to the first.</summary>
    /// <param name="first">Path of an image.</param>
    /// <param name="second">Path of an image.</param>
    public Verdict Judge(string first, string second)
    {
        (DescribedImage one, DescribedImage other) = (Describe(first), Describe(second));
        ImageComparison comparison = PixelComparer.Confirm(ImageComparer.Compare(one, other), one, other, LimitMegapixels);
        bool isOffered = comparison.Relation >= ImageRelation.Resized && comparison.Confidence >= DuplicateOptions.DefaultConfidence;
        return new Verdict(comparison.Relation, comparison.Confidence, isOffered, comparison);
    }

    public void Dispose() => _describer.Dispose();

    private DescribedImage Describe(string path) => _images.GetOrAdd(path, p => _describer.Value!.Describe(p));
}
