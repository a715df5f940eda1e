using ImageSearch.Index;
using ImageSearch.Retrieval;

namespace ImageSearch.PowerShell;

/// <summary>What an index says of its kind (module/ImageSearch.Types.ps1xml).</summary>
public static class IndexKinds
{
    /// <summary>How near rows are found in it, and how many of them are.</summary>
    public static Shown<ImageIndex> Description { get; } = new(KindWords.Of);

    /// <summary>What another kind, or cells chosen anew, would bring, and how to come by it; null if it is well as it is.</summary>
    public static Shown<ImageIndex> Advice { get; } = new(index =>
        KindWords.Advice(index) is { } advice ? $"{advice} Optimize-ImageIndex -Kind Inverted brings it about." : null);
}
