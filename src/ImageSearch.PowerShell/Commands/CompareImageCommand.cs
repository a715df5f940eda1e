using System.Management.Automation;
using System.Runtime.ExceptionServices;
using ImageSearch.Comparison;
using ImageSearch.Features;
using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Sift;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Says whether images show what a reference image shows, without an index; mirrored images match too, and are told
/// apart.</summary>
[Cmdlet(VerbsData.Compare, "Image", DefaultParameterSetName = "Path")]
[OutputType(typeof(ComparedImages))]
public sealed class CompareImageCommand : ImageSearchCmdlet
{
    private DescribedImage? _reference;
    private ImageComparisons? _comparisons;
    private ProgressMeter? _progress;

    /// <summary>The image that the others are compared with, taken as it is written.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    public string ReferencePath { get; set; } = "";

    /// <summary>Images to compare with it; wildcards are expanded.</summary>
    [Parameter(ParameterSetName = "Path", Mandatory = true, Position = 1, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Images to compare with it, taken as they are written.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Relations that count as a match; without it, all but SharedPart and None.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public ImageRelation[] Relation { get; set; } = [];

    /// <summary>Compares keypoints alone: sooner, and less sure. Pixels are compared without it.</summary>
    [Parameter]
    public SwitchParameter NoPixels { get; set; }

    /// <summary>Looks closer where the usual comparison finds nothing, several times slower: more features of larger pictures, and views
    /// from aside.</summary>
    [Parameter]
    public SwitchParameter Thorough { get; set; }

    /// <summary>How sure a match must be, 0 to 1.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double MinimumConfidence { get; set; } = Confidence.Accepted;

    /// <summary>Says of each image where the two agree and where not: Detail, with the outline, the points, the parts and the
    /// differences.</summary>
    [Parameter]
    public SwitchParameter Detailed { get; set; }

    /// <summary>
    /// How many images are read at once; 0 means one per processor. With 1 each is done with before the next is taken from the pipeline;
    /// otherwise results come in the same order, as soon as they are ready and the pipeline brings the next image, or ends.
    /// </summary>
    [Parameter]
    [ValidateRange(0, 256)]
    public int ThrottleLimit { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _progress = new ProgressMeter(this, "Comparing images");
        var settings = new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: DescriptorKind.RootSift));
        ImageDescriber describer = Thorough ? ImageDescriber.ForThoroughComparison(settings) : new ImageDescriber(settings);
        Guard(() =>
        {
            // Beside this thread, which listens to Ctrl+C: the file may be large, and lie on a slow share.
            string path = PathResolver.Literal(this, PathResolver.Marked(ReferencePath) ?? ReferencePath);
            _reference = Task.Run(() => describer.Describe(path)).WaitAsync(Cancel).GetAwaiter().GetResult();
        });
        if (_reference is not null)
        {
            _comparisons = new ImageComparisons(_reference, settings, Thorough, comparesPixels: !NoPixels, ThrottleLimit, Cancel);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Without the reference there is nothing to say about any image, and it is reported once.
        foreach (string path in _comparisons is null ? [] : ParameterSetName == "LiteralPath" ? LiteralPath : Path)
        {
            Guard(() =>
            {
                foreach (string file in ParameterSetName == "LiteralPath" ? [PathResolver.Literal(this, path)]
                    : PathResolver.Expand(this, path))
                {
                    _comparisons!.Post(file);
                    Drain(wait: _comparisons.IsFull || ThrottleLimit == 1);
                }
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (_comparisons is not null)
        {
            Drain(wait: true);
        }

        _progress!.Complete();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _comparisons?.Dispose();
        base.Dispose(disposing);
    }

    private void Drain(bool wait)
    {
        for (bool more = true; more;)
        {
            // Each within a guard of its own: an error about one image must not keep the next ones from being taken.
            Guard(() =>
            {
                if (_comparisons!.Take(wait) is { } taken)
                {
                    Write(taken.Path, taken.Verdict, taken.Error);
                }
                else
                {
                    more = false;
                }
            });
        }
    }

    private void Write(string path, ImageComparisons.Verdict? verdict, Exception? error)
    {
        _progress!.Step(_comparisons!.Pending, path);
        if (error is not null)
        {
            ExceptionDispatchInfo.Throw(error);
        }

        (DescribedImage image, ImageComparison found, ImageException? notCompared) = verdict!;
        if (notCompared is not null)
        {
            WriteWarning($"Its pixels were not compared: {notCompared.Message}");
        }

        bool isAsked = Relation.Length > 0 ? Relation.Contains(found.Relation) : found.IsMatch;
        ComparedImages compared = ComparedImages.From(found, isAsked && found.Confidence >= MinimumConfidence, _reference!, image);
        WriteObject(Detailed ? compared with { Detail = compared.Found } : compared);
    }
}
