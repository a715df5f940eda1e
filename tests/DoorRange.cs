using ImageSearch.Duplicates;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Ingest;
using ImageSearch.Retrieval;
using ImageSearch.Sift;
using ImageSearch.Wire;

namespace ImageSearch.TestSupport;

/// <summary>
/// What one option may be, at every door that has it: the cmdlets, the command and the service are each compared with this table.
/// </summary>
/// <param name="Range">The values that are taken.</param>
/// <param name="Default">What it is unless it is asked for; null for nothing, or what each machine or index decides.</param>
internal sealed record DoorRange(ValueRange Range, double? Default)
{
    private static readonly ValueRange Threads = new(0, 256);
    private static readonly ValueRange Megapixels = new(ImagingSettings.MinMegapixels, ImagingSettings.MaxMegapixels);

    /// <summary>As parameters of cmdlets, "Verb-Noun Name".</summary>
    public string[] Parameters { get; init; } = [];

    /// <summary>As options of commands, "command --name".</summary>
    public string[] Options { get; init; } = [];

    /// <summary>As names in the query string of searches.</summary>
    public string? Query { get; init; }

    public static IReadOnlyList<DoorRange> All { get; } =
    [
        new(SearchOptions.NeighbourRange, SearchOptions.DefaultNeighbours)
        {
            Parameters = ["Find-SimilarImage Neighbours"], Options = ["find --neighbours"], Query = "neighbours",
        },
        new(SearchOptions.VoteRange, null)
        {
            Parameters = ["Find-SimilarImage MinimumVotes"], Options = ["find --votes"], Query = "minimumVotes",
        },
        new(SearchOptions.MatchRange, SearchOptions.DefaultMatches)
        {
            Parameters = ["Find-SimilarImage MaximumMatches"], Options = ["find --matches"],
        },

        // An answer of the service is made, sent and read whole: the one bound that is another there.
        new(SearchAnswer.MatchRange, SearchOptions.DefaultMatches) { Query = "maximumMatches" },
        new(SearchOptions.EffortRange, SearchOptions.DefaultEffort)
        {
            Parameters = ["Find-SimilarImage Effort"], Options = ["find --effort"], Query = "effort",
        },
        new(ValueRange.Share, Confidence.Accepted)
        {
            Parameters = ["Find-SimilarImage MinimumConfidence", "Compare-Image MinimumConfidence"],
            Options = ["find --confidence", "compare --confidence"], Query = "minimumConfidence",
        },
        new(ValueRange.Share, DuplicateOptions.DefaultConfidence)
        {
            Parameters = ["Find-DuplicateImage MinimumConfidence"], Options = ["duplicates --confidence"],
        },
        new(Threads, 0)
        {
            Parameters =
            [
                "Find-SimilarImage ThrottleLimit", "Add-ImageToIndex ThrottleLimit", "Find-DuplicateImage ThrottleLimit",
                "Compare-Image ThrottleLimit",
                "Update-ImageIndex ThrottleLimit",
            ],
            Options = ["find --threads", "add --threads", "duplicates --threads", "update --threads"],
        },
        new(Threads, 1) { Options = ["serve --threads"] },
        new(SiftSettings.FeatureRange, new SiftSettings().Features)
        {
            Parameters = ["New-ImageIndex MaxFeatures"], Options = ["add --features"],
        },
        new(new ValueRange(ImagingSettings.MinLongSidePixels, ImagingSettings.MaxLongSidePixels), new ImagingSettings().LongSidePixels)
        {
            Parameters = ["New-ImageIndex LongSidePixels"], Options = ["add --long-side"],
        },
        new(Megapixels, new ImagingSettings().LimitMegapixels)
        {
            Parameters = ["New-ImageIndex MaximumMegapixels"], Options = ["add --limit-megapixels"],
        },
        new(new ValueRange(0, UpdateOptions.MaxCommitSeconds), UpdateOptions.DefaultCommitSeconds)
        {
            Parameters = ["Update-ImageIndex CommitSeconds"], Options = ["update --commit-seconds"],
        },
        new(ValueRange.Share, null) { Parameters = ["Update-ImageIndex MaximumRemoved"], Options = ["update --maximum-removed"] },
    ];
}
