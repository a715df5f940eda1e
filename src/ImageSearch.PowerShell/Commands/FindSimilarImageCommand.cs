using System.Management.Automation;
using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Index;
using ImageSearch.Neighbours;
using ImageSearch.PowerShell.Completers;
using ImageSearch.PowerShell.Searching;
using ImageSearch.PowerShell.Services;
using ImageSearch.Retrieval;

namespace ImageSearch.PowerShell.Commands;

/// <summary>
/// Finds the indexed images that show what a query shows, the surest first; nothing if there is none. Raw descriptors have no geometry:
/// they are answered by votes.
/// </summary>
[Cmdlet(VerbsCommon.Find, "SimilarImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(SimilarImage))]
public sealed class FindSimilarImageCommand : ImagePathCmdlet
{
    private ISimilarSearch? _search;
    private ProgressMeter? _progress;

    /// <summary>Query image files; wildcards are expanded.</summary>
    [Parameter(ParameterSetName = "Path", Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PathArgument(TakesIndexedImages = false)]
    [ValidateNotNullOrEmpty]
    public override string[] Path { get; set; } = [];

    /// <summary>Ids of indexed images to search with; an image is not among its own answers.</summary>
    [Parameter(ParameterSetName = "Id", Mandatory = true)]
    [IdArgument]
    [ArgumentCompleter(typeof(ImageIdCompleter))]
    public long[] Id { get; set; } = [];

    /// <summary>Indexed images to search with, as Get-IndexedImage returns them; an image is not among its own answers.</summary>
    [Parameter(ParameterSetName = "Image", Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    public IndexedImage[] Image { get; set; } = [];

    /// <summary>Raw descriptors to search with: 128 numbers from 0 to 255 each, in one list or in lists.</summary>
    [Parameter(ParameterSetName = "Descriptor", Mandatory = true)]
    [DescriptorArgument]
    public byte[] Descriptor { get; set; } = [];

    /// <summary>How many nearest rows each query row votes with.</summary>
    [Parameter]
    [ValidateRange(1, SearchOptions.MaxNeighbours)]
    public int Neighbours { get; set; } = SearchOptions.DefaultNeighbours;

    /// <summary>How many votes an image needs: with -NoVerify to be a match (5), else to be compared with the query (1).</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MinimumVotes { get; set; }

    /// <summary>At most this many matches for each query, the best.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumMatches { get; set; } = SearchOptions.DefaultMatches;

    /// <summary>Ids of the indexed images to search; all without it.</summary>
    [Parameter]
    [ValidateNotNull]
    [IdArgument]
    [ArgumentCompleter(typeof(ImageIdCompleter))]
    public long[]? CandidateId { get; set; }

    /// <summary>How sure a match must be, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumConfidence { get; set; } = Confidence.Accepted;

    /// <summary>Relations of the query to what is returned; without it, all but SharedPart and None.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ImageRelation[] Relation { get; set; } = [];

    /// <summary>Parts of the query in which what is returned lies; all without it.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ImagePlace[] QueryPlace { get; set; } = [];

    /// <summary>Opens the files of the query and of its matches: their pixels have the last word on the relation, and show where the two
    /// differ.</summary>
    [Parameter]
    public SwitchParameter ComparePixels { get; set; }

    /// <summary>Finds images too that show the query mirrored horizontally.</summary>
    [Parameter]
    public SwitchParameter IncludeMirrored { get; set; }

    /// <summary>Looks closer, several times slower: more features of a larger picture, views from aside, mirrored too, and more images
    /// compared.</summary>
    [Parameter]
    public SwitchParameter Thorough { get; set; }

    /// <summary>Returns a result for a query too that has no answer: of rank 0, without a file.</summary>
    [Parameter]
    public SwitchParameter IncludeUnmatched { get; set; }

    /// <summary>Says of each match where it lies too: Detail, with the outline, the points, the parts and the differences.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>Counts votes alone: every query has an answer then, a wrong one if there is no right one.</summary>
    [Parameter]
    public SwitchParameter NoVerify { get; set; }

    /// <summary>Compares all rows of an index of the kind Inverted too. One of the kind Flat is searched so anyway.</summary>
    [Parameter]
    public SwitchParameter Exact { get; set; }

    /// <summary>How many cells of an index of the kind Inverted each query row visits: Low (1), Normal (4), High (16), Highest (64), or a
    /// number up to 1024. More find more, and take longer.</summary>
    [Parameter]
    [EffortArgument]
    [ValidateRange(1, SearchOptions.MaxEffort)]
    [ArgumentCompleter(typeof(EffortCompleter))]
    public int Effort { get; set; } = SearchOptions.DefaultEffort;

    /// <summary>Where the search runs: Auto uses a GPU if one is present and the search is large enough. The answers are the
    /// same.</summary>
    [Parameter]
    public SearchDevice Device { get; set; } = SearchDevice.Auto;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool votesAlone = NoVerify || ParameterSetName == "Descriptor";
        CheckCompares(votesAlone);
        Guard(() => _search = NamedService() is { } service ? SearchService(service, OptionsOf(votesAlone)) : SearchIndex(votesAlone));
        if (_search is not null)
        {
            _progress = new ProgressMeter(this, "Finding similar images");
            WriteVerbose($"Searching {_search.Subject}.");
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_search is not { } search)
        {
            return;
        }

        switch (ParameterSetName)
        {
            case "Id":
                Array.ForEach(Id, id => Guard(() => Write(search.ById(id))));
                break;
            case "Image":
                Array.ForEach(Image, image => Guard(() => Write(search.ByImage(image))));
                break;
            case "Descriptor":
                Guard(() => Write(search.ByDescriptors(Descriptor)));
                break;
            default:
                foreach (string path in RecordPaths())
                {
                    search.Post(path);
                    Drain(search, wait: search.IsFull || ThrottleLimit == 1);
                }

                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_search is { } search)
        {
            Drain(search, wait: true);
            _progress!.Complete();
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _search?.Dispose();
        base.Dispose(disposing);
    }

    private void Drain(ISimilarSearch search, bool wait)
    {
        for (bool more = true; more;)
        {
            // Each answer within a guard of its own: an error about one image must not keep the next ones from being taken.
            more = false;
            Guard(() =>
            {
                if (search.Take(wait) is { } query)
                {
                    more = true;
                    _progress!.Step(search.Pending, query.Path);
                    Write(query.Answer());
                }
            });
        }
    }

    private ServiceSearch SearchService(ServiceArguments service, SearchOptions options) =>
        ServiceSearch.Refusal(options) is { } refusal ? throw Errors.InvalidForService(refusal, ServiceUri[0])
            : new ServiceSearch(service.Open(Cancel), options, Thorough, IsEffortNamed, Cancel);

    private IndexSearch SearchIndex(bool votesAlone)
    {
        ImageIndex index = ResolveIndex();
        if (SearchEffort.Refusal(index, OptionsOf(votesAlone), IsEffortNamed) is { } refusal)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException(refusal), index.FilePath));
        }

        IndexSnapshot snapshot = index.Snapshot();
        if (!votesAlone && ImportedRows.CountVotesAlone(snapshot))
        {
            CheckCompares(votesAlone: true);
            WriteWarning(ImportedRows.Warning);
            votesAlone = true;
        }

        return new IndexSearch(index, snapshot, OptionsOf(votesAlone), Thorough, WriteVerbose, Cancel);
    }

    private SearchOptions OptionsOf(bool votesAlone) => new(Neighbours, MinimumVotes, MaximumMatches, ThrottleLimit)
    {
        Verify = !votesAlone,
        MinimumConfidence = MinimumConfidence,
        Relations = Relation.Length == 0 ? null : Relation.ToHashSet(),
        QueryPlaces = QueryPlace.Length == 0 ? null : QueryPlace.ToHashSet(),
        ComparePixels = ComparePixels,
        IncludeMirrored = IncludeMirrored,
        AmongIds = CandidateId?.ToHashSet(),
        Device = Device,
        Exact = Exact,
        Effort = Effort,
    };

    private bool IsEffortNamed => MyInvocation.BoundParameters.ContainsKey(nameof(Effort));

    /// <summary>Votes alone say nothing of a relation, and bring nothing to compare.</summary>
    private void CheckCompares(bool votesAlone)
    {
        string[] idle = [.. new[] { nameof(Relation), nameof(QueryPlace), nameof(ComparePixels), nameof(MinimumConfidence),
            nameof(IncludeMirrored), nameof(Thorough) }
            .Where(MyInvocation.BoundParameters.ContainsKey).Select(n => "-" + n)];
        if (votesAlone && idle.Length > 0)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException(
                $"Votes alone tell no relation, nor how sure it is: {string.Join(" and ", idle)} cannot be used with -NoVerify, "
                + $"-Descriptor or an imported index."), null));
        }
    }

    private void Write(SimilarAnswer answer)
    {
        if (answer.Detail is { } detail)
        {
            WriteVerbose(detail);
        }

        foreach (string warning in answer.Warnings)
        {
            WriteWarning(warning);
        }

        WriteObject(Detailed ? answer.Matches.Select(m => m with { Detail = m.Found }) : answer.Matches, enumerateCollection: true);
        if (answer.Matches.Count == 0 && IncludeUnmatched)
        {
            WriteObject(SimilarImage.Unmatched(answer.QueryPath));
        }
    }
}
