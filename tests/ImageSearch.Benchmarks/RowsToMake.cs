using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>What make-rows makes.</summary>
internal sealed record RowsToMake(string[] Folders, string Output, long Rows)
{
    /// <summary>Features an image.</summary>
    public const int DefaultFeatures = 1500;

    /// <summary>The longer side, in pixels, that images are shrunk to in the round that takes them as they are.</summary>
    public const int DefaultLongSide = 640;

    public int FirstRound { get; init; }

    /// <summary>Ends after so many, even with too few rows; 0 never.</summary>
    public int Rounds { get; init; }

    public int Features { get; init; } = DefaultFeatures;

    public DescriptorKind Descriptor { get; init; } = DescriptorKind.Sift;

    public int LongSide { get; init; } = DefaultLongSide;

    /// <summary>0 takes all images, 1 the even ones, 2 the odd ones.</summary>
    public int Skip { get; init; }

    public int Threads { get; init; } = Environment.ProcessorCount;

    /// <summary>A file of one line an image: how many rows it has, a tab, its path. Null writes none.</summary>
    public string? List { get; init; }
}
