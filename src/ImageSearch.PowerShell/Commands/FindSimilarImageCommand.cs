using System.Management.Automation;
using ImageSearch.Comparison;
using ImageSearch.Files;
using ImageSearch.Geometry;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Neighbours;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Retrieval;

namespace ImageSearch.PowerShell.Commands;

/// <summary>
/// Finds the indexed images that show what a query shows, the surest first; nothing if there is none. Raw descriptors have no geometry:
/// they are answered by votes.
/// </summary>
[Cmdlet(VerbsCommon.Find, "SimilarImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(SimilarImage))]
public sealed partial class FindSimilarImageCommand : ImagePathCmdlet
{
    private IndexSnapshot? _snapshot;
    private ImageQueries? _queries;
    private ProgressMeter? _progress;
    private SearchOptions _options = new();
    private SearchDevice? _said;
    private readonly List<ImageException> _notCompared = [];

    /// <summary>Query image files; wildcards are expanded.</summary>
    [Parameter(ParameterSetName = "Path", Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PathArgument(TakesIndexedImages = false)]
    [ValidateNotNullOrEmpty]
    public override string[] Path { get; set; } = [];

    /// <summary>Ids of indexed images to search with; an image is not among its own answers.</summary>
    [Parameter(ParameterSetName = "Id", Mandatory = true)]
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
    public int Neighbours { get; set; } = new SearchOptions().Neighbours;

    /// <summary>How many votes an image needs: with -NoVerify to be a match (5), else to be compared with the query (1).</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int? MinimumVotes { get; set; }

    /// <summary>At most this many matches for each query, the best.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int MaximumMatches { get; set; } = new SearchOptions().MaximumMatches;

    /// <summary>Ids of the indexed images to search; all without it.</summary>
    [Parameter]
    [ValidateNotNull]
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

    /// <summary>Counts votes alone: every query has an answer then, a wrong one if there is no right one.</summary>
    [Parameter]
    public SwitchParameter NoVerify { get; set; }

    /// <summary>Where the search runs: Auto uses a GPU if one is present and the search is large enough. The answers are the
    /// same.</summary>
    [Parameter]
    public SearchDevice Device { get; set; } = SearchDevice.Auto;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        bool votesAlone = NoVerify || ParameterSetName == "Descriptor";
        CheckCompares(votesAlone);
        if (ServiceUri is not null)
        {
            Guard(BeginAtService);
            return;
        }

        Guard(CheckNoService);
        _snapshot = ResolveIndex().Snapshot();
        bool isVerifiable = true;
        Guard(() => isVerifiable = votesAlone || _snapshot.HasKeypoints);
        if (!isVerifiable)
        {
            CheckCompares(votesAlone: true);
            WriteWarning("This index does not know where in its images the features lie, as it was imported: votes alone are counted, as "
                + "with -NoVerify. "
                + "A wrong answer comes if there is no right one.");
            votesAlone = true;
        }

        _options = new SearchOptions(Neighbours, MinimumVotes, MaximumMatches, ThrottleLimit)
        {
            Verify = !votesAlone,
            MinimumConfidence = MinimumConfidence,
            Relations = Relation.Length == 0 ? null : Relation.ToHashSet(),
            ComparePixels = ComparePixels,
            LimitMegapixels = _snapshot.Settings.Imaging.LimitMegapixels,
            OnNotCompared = _notCompared.Add,
            IncludeMirrored = IncludeMirrored,
            AmongIds = CandidateId?.ToHashSet(),
            Device = Device,
            OnDevice = Say,
        };
        _queries = new ImageQueries(_snapshot.Settings, Thorough, ThrottleLimit, Cancel);
        _progress = new ProgressMeter(this, "Finding similar images");
        WriteVerbose($"Searching {_snapshot.ImageCount} images, {_snapshot.RowCount} rows.");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (_service is not null)
        {
            ProcessAtService(_service);
            return;
        }

        switch (ParameterSetName)
        {
            case "Id":
            case "Image":
                foreach (long id in Id)
                {
                    Guard(() => Write(Find(QueryOf(id)), _snapshot!.GetImage(id).Path));
                }

                foreach (IndexedImage image in Image)
                {
                    Guard(() => Write(Find(QueryOf(Known(image))), image.Path));
                }

                break;
            case "Descriptor":
                Guard(() => Write(Find(ImageQuery.OfDescriptors(Descriptor)), null));
                break;
            default:
                foreach (string path in RecordPaths())
                {
                    _queries!.Post(path);
                    Drain(wait: _queries.IsFull || ThrottleLimit == 1);
                }

                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_service is not null)
        {
            DrainService(_service, wait: true);
        }
        else
        {
            Drain(wait: true);
        }

        _progress!.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _queries?.Dispose();
        _service?.Dispose();
        base.Dispose(disposing);
    }

    private void Drain(bool wait) => Guard(() =>
    {
        while (_queries!.Take(wait) is { } query)
        {
            _progress!.Step(_queries.Pending, query.Path);
            if (query.Error is not null)
            {
                WriteError(Errors.ToRecord(query.Error));
                continue;
            }

            IReadOnlyList<ImageMatch> matches = Find(ImageQuery.Of(query.Image!));
            WriteVerbose($"'{query.Path}': {query.Image!.Features.Count} query rows, {matches.Count} matches.");
            Write(matches, query.Image.Facts.Path);
        }
    });

    /// <summary>What searches, at the first query and whenever it changes.</summary>
    private void Say(DeviceUse use)
    {
        if (use.Device != _said)
        {
            _said = use.Device;
            WriteVerbose(use.ToString());
        }
    }

    private ImageQuery QueryOf(long id) => Thorough ? ThoroughQuery.Of(_snapshot!, id, _options) : ImageQuery.Of(_snapshot!, id);

    private IReadOnlyList<ImageMatch> Find(ImageQuery query) => ImageSearcher.Search(_snapshot!, query, _options, Cancel);

    /// <summary>The image's id, if the index has this very image.</summary>
    private long Known(IndexedImage image) => _snapshot!.TryGet(image.Id, out IndexedImage? own)
        && FilePaths.Comparer.Equals(own.Path, image.Path) ? image.Id
        : throw ImageException.NotTheSame(image.Path, $"has the id {image.Id} and the path '{image.Path}', and this index has "
            + (own is null ? "no such id" : $"'{own.Path}' under that id") + "; -LiteralPath searches with its file");

    /// <summary>Votes alone say nothing of a relation, and bring nothing to compare.</summary>
    private void CheckCompares(bool votesAlone)
    {
        string[] idle = [.. new[] { nameof(Relation), nameof(ComparePixels), nameof(MinimumConfidence), nameof(IncludeMirrored),
            nameof(Thorough) }
            .Where(MyInvocation.BoundParameters.ContainsKey).Select(n => "-" + n)];
        if (votesAlone && idle.Length > 0)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException(
                $"Votes alone tell no relation, nor how sure it is: {string.Join(" and ", idle)} cannot be used with -NoVerify, "
                + $"-Descriptor or an imported index."), null));
        }
    }

    private void Write(IReadOnlyList<ImageMatch> matches, string? queryPath)
    {
        // They were told on threads of the search, which must not write.
        foreach (ImageException error in _notCompared)
        {
            WriteWarning($"Its pixels were not compared: {error.Message}");
        }

        _notCompared.Clear();
        if (matches.Count == 0 && IncludeUnmatched)
        {
            WriteObject(SimilarImage.Unmatched(queryPath));
        }

        foreach (SimilarImage match in matches.Select(m => SimilarImage.From(m, queryPath)))
        {
            if (match.PSPath is null)
            {
                WriteWarning($"'{match.FullName}' is another file by now than the one that was indexed: the match has no PSPath. "
                    + $"Update-ImageIndex takes the file in.");
            }

            WriteObject(match);
        }
    }
}
