namespace ImageSearch.Search;

/// <summary>How duplicates are looked for.</summary>
/// <param name="Keep">Which image of a group is suggested to be kept.</param>
/// <param name="IncludeMirrored">Whether mirrored images are duplicates too.</param>
/// <param name="Threads">0 is one a processor; the answer does not depend on it.</param>
public sealed record DuplicateOptions(KeepRule Keep = KeepRule.Largest, bool IncludeMirrored = false, int Threads = 0)
{
    /// <summary>Whether an image is in a folder of reference: it is kept, and groups without another image are not reported.</summary>
    public Func<IndexedImage, bool>? IsReference { get; init; }

    /// <summary>Whether a pair of images is to be taken for different, whatever they show.</summary>
    public Func<IndexedImage, IndexedImage, bool>? IsIgnored { get; init; }

    /// <summary>Is told, from any thread, how many pairs are compared, and of how many.</summary>
    public Action<long, long>? Progress { get; init; }

    /// <summary>What may be deleted should be surer than what is merely found.</summary>
    public const double UsualConfidence = 0.95;

    /// <summary>Duplicates are at least this sure, 0 to 1.</summary>
    public double MinimumConfidence { get; init; } = UsualConfidence;
}
