using ImageSearch.Cells;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Neighbours;
using ImageSearch.Threads;

namespace ImageSearch.Retrieval;

/// <summary>How a search votes and what it returns.</summary>
/// <param name="Neighbours">k: how many nearest rows each query row votes with.</param>
/// <param name="MinimumVotes">
/// An image needs this many votes to be a match; in a verified search, to be compared with the query. Null is <see cref="DefaultVotes"/> of
/// votes alone; verified, a vote brings an image in, and so does a near perceptual hash or, of an image that shows too little for either,
/// its colours.
/// </param>
/// <param name="MaximumMatches">At most this many matches are returned, the best.</param>
/// <param name="Threads">Threads to search with; 0 means one per processor. The answer does not depend on it.</param>
public sealed record SearchOptions(
    int Neighbours = SearchOptions.DefaultNeighbours, int? MinimumVotes = null, int MaximumMatches = SearchOptions.DefaultMatches,
    int Threads = 0)
{
    /// <summary>So many neighbours vote unless another number is asked for.</summary>
    public const int DefaultNeighbours = 5;

    /// <summary>Most neighbours that may be asked for.</summary>
    public const int MaxNeighbours = 1000;

    /// <summary>So many matches are returned at most unless another number is asked for.</summary>
    public const int DefaultMatches = 5;

    /// <summary>So many votes an image needs to be a match by votes alone, unless another number is asked for.</summary>
    public const int DefaultVotes = 5;

    /// <summary>So many cells are visited unless another number is asked for.</summary>
    public const int DefaultEffort = ListSearch.DefaultVisits;

    /// <summary>Most cells that may be asked for.</summary>
    public const int MaxEffort = 1024;

    /// <summary>What <see cref="Effort"/> may be.</summary>
    public static ValueRange EffortRange { get; } = new(1, MaxEffort);

    /// <summary>What <see cref="Neighbours"/> may be.</summary>
    public static ValueRange NeighbourRange { get; } = new(1, MaxNeighbours);

    /// <summary>What <see cref="MinimumVotes"/> may be.</summary>
    public static ValueRange VoteRange { get; } = new(1, int.MaxValue);

    /// <summary>What <see cref="MaximumMatches"/> may be.</summary>
    public static ValueRange MatchRange { get; } = new(1, int.MaxValue);

    /// <summary>
    /// Whether only what geometry, the perceptual hash or pixels confirm is an answer. Else votes alone count: every query has an answer
    /// then, right or wrong.
    /// </summary>
    public bool Verify { get; init; } = true;

    /// <summary>Whether all rows are compared, also where the index has lists to look in.</summary>
    public bool Exact { get; init; }

    /// <summary>How many cells each query row visits, where the index has lists.</summary>
    public int Effort { get; init; } = DefaultEffort;

    /// <summary>Is told what is wrong with the lists of an index, so that all rows are compared.</summary>
    public Action<string>? OnListsDamaged { get; init; }

    /// <summary>Only images with these ids are searched; null searches all. Ids that no image has are as if they were not there.</summary>
    public IReadOnlySet<long>? AmongIds { get; init; }

    /// <summary>Whether images that show the query mirrored horizontally are found too. For verified searches.</summary>
    public bool IncludeMirrored { get; init; }

    /// <summary>A verified search returns matches of at least this confidence, 0 to 1.</summary>
    public double MinimumConfidence { get; init; } = Geometry.Confidence.Accepted;

    /// <summary>A verified search returns matches of these relations; null is all but a shared part and nothing.</summary>
    public IReadOnlySet<ImageRelation>? Relations { get; init; }

    /// <summary>A verified search returns matches that lie in these parts of the query; null is all.</summary>
    public IReadOnlySet<ImagePlace>? QueryPlaces { get; init; }

    /// <summary>
    /// Whether a verified search opens the files of the query and of what keypoints found, and lets their pixels have the last word. Where
    /// a file cannot be opened the match stays as keypoints found it.
    /// </summary>
    public bool ComparePixels { get; init; }

    /// <summary>Files of more megapixels are not opened to compare pixels.</summary>
    public double LimitMegapixels { get; init; } = new ImagingSettings().LimitMegapixels;

    /// <summary>Is told of each file whose pixels could not be compared, and why; never by two threads at once.</summary>
    public Action<ImageException>? OnNotCompared { get; init; }

    /// <summary>Where the search runs. The answer does not depend on it.</summary>
    public SearchDevice Device { get; init; } = SearchDevice.Cpu;

    /// <summary>Is told, on the searching thread, what compared the rows of each search and why.</summary>
    public Action<DeviceUse>? OnDevice { get; init; }

    /// <summary>What of this concerns the nearest rows.</summary>
    internal NearestOptions Nearest => new(Neighbours, Threads) { Device = Device, OnDevice = OnDevice, Searches = Searches };

    /// <summary>How many searches the process makes in all; null if nobody knows.</summary>
    internal int? Searches { get; init; }

    /// <summary>Whether a compared image is an answer.</summary>
    internal bool Wants(ImageMatch match) => match.Comparison is { } comparison && comparison.Confidence >= MinimumConfidence
        && (Relations is { } some ? some.Contains(comparison.Relation) : comparison.IsMatch)
        && (QueryPlaces is null || (match.QueryPlace is { } place && QueryPlaces.Contains(place)));

    /// <summary>Whether a candidate speaks for going on to the next ones: it is as sure as is asked for, and a match or of a relation that
    /// is asked for.</summary>
    internal bool IsHit(ImageComparison comparison) =>
        comparison.Confidence >= MinimumConfidence && (comparison.IsMatch || Relations?.Contains(comparison.Relation) == true);

    /// <summary>Checks every option's range.</summary>
    /// <exception cref="ArgumentOutOfRangeException">An option is out of range.</exception>
    public void Validate()
    {
        NeighbourRange.Check(Neighbours, nameof(Neighbours));
        VoteRange.Check(MinimumVotes ?? 1, nameof(MinimumVotes));
        EffortRange.Check(Effort, nameof(Effort));
        MatchRange.Check(MaximumMatches, nameof(MaximumMatches));
        ThreadCount.Range.Check(Threads, nameof(Threads));
        ValueRange.Share.Check(MinimumConfidence, nameof(MinimumConfidence));
        new ImagingSettings(LimitMegapixels: LimitMegapixels).Validate();
    }
}
