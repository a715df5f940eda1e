using ImageSearch.Comparison;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>A pair, and what the engine said of it.</summary>
/// <param name="Pair">The pair and the truth.</param>
/// <param name="Found">The engine's word.</param>
/// <param name="Reverse">Its word when asked the other way round; null if it was not asked.</param>
internal sealed record JudgedPair(LabelledPair Pair, Verdict Found, Verdict? Reverse)
{
    /// <summary>Whether these may be offered as duplicates by default.</summary>
    public bool IsDuplicate => Pair.Relation >= ImageRelation.Resized;

    public bool IsRight => Found.Relation == Pair.Relation;

    /// <summary>Whether a picture that has no copy would be offered.</summary>
    public bool IsWronglyOffered => Found.IsOffered && !IsDuplicate;

    /// <summary>Whether it matters which image is named first.</summary>
    public bool DependsOnOrder => Reverse is { } r && (Found.Relation != r.Relation || Math.Abs(Found.Confidence - r.Confidence) > 1e-9);
}
