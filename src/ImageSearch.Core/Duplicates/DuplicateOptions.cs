using System.Collections.Frozen;
using ImageSearch.Comparison;
using ImageSearch.Index;
using ImageSearch.Threads;

namespace ImageSearch.Duplicates;

/// <summary>How duplicates are looked for.</summary>
/// <param name="Keep">Which image of a group is suggested to be kept.</param>
/// <param name="Threads">0 means one per processor; the answer does not depend on it.</param>
public sealed record DuplicateOptions(KeepRule Keep = KeepRule.Largest, int Threads = 0)
{
    /// <summary>What may be deleted should be surer than what is merely found.</summary>
    public const double DefaultConfidence = 0.95;

    /// <summary>The relations by which nothing but quality is lost with the duplicate, and that is the keeper's to be better in.</summary>
    public static IReadOnlySet<ImageRelation> DefaultRelations { get; } = new[]
    {
        ImageRelation.IdenticalBytes, ImageRelation.IdenticalPixels, ImageRelation.Reencoded, ImageRelation.Resized,
    }.ToFrozenSet();

    /// <summary>What a duplicate may be to its keeper. What is not in here is not returned.</summary>
    public IReadOnlySet<ImageRelation> Relations { get; init; } = DefaultRelations;

    /// <summary>Duplicates are at least this sure, 0 to 1.</summary>
    public double MinimumConfidence { get; init; } = DefaultConfidence;

    /// <summary>Whether an image is in a folder of reference: it is kept, and groups without another image are not reported.</summary>
    public Func<IndexedImage, bool>? IsReference { get; init; }

    /// <summary>Whether a pair of images is to be taken for different, whatever they show.</summary>
    public Func<IndexedImage, IndexedImage, bool>? IsIgnored { get; init; }

    /// <summary>Is told, from any thread, how many pairs are compared, and of how many; their number grows while pixels are
    /// compared.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>Checks every option's range.</summary>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public void Validate()
    {
        ThreadCount.Range.Check(Threads, nameof(Threads));
        ValueRange.Share.Check(MinimumConfidence, nameof(MinimumConfidence));
        if (Relations.Count == 0 || Relations.Contains(ImageRelation.None))
        {
            throw new ArgumentException("Relations must name what duplicates may be to what is kept; None is no such thing.",
                nameof(Relations));
        }
    }

    /// <summary>Whether images that have only a part in common, or are turned, are wanted.</summary>
    internal bool WantsParts =>
        Relations.Any(r => r is >= ImageRelation.SharedPart and <= ImageRelation.Cropped and not ImageRelation.Mirrored);

    internal bool WantsMirrored => Relations.Contains(ImageRelation.Mirrored);

    internal bool IsKept(IndexedImage image) => IsReference?.Invoke(image) == true;

    internal ParallelOptions Parallel(CancellationToken cancel) => ThreadCount.Parallel(Threads, cancel);
}
