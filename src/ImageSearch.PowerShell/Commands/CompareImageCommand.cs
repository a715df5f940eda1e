using System.Management.Automation;
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
    private static readonly double LimitMegapixels = new ImagingSettings().LimitMegapixels;

    private ImageDescriber? _describer;
    private DescribedImage? _reference;
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

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _progress = new ProgressMeter(this, "Comparing images");
        var settings = new IndexSettings(new ImagingSettings(), new SiftSettings(Descriptor: DescriptorKind.RootSift));
        _describer = Thorough ? ImageDescriber.ForThoroughComparison(settings) : new ImageDescriber(settings);
        Guard(() => _reference = _describer.Describe(PathResolver.Literal(this, PathResolver.Marked(ReferencePath) ?? ReferencePath)));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // Without the reference there is nothing to say about any image, and it is reported once.
        foreach (string path in _reference is null ? [] : ParameterSetName == "LiteralPath" ? LiteralPath : Path)
        {
            Guard(() =>
            {
                foreach (string file in ParameterSetName == "LiteralPath" ? [PathResolver.Literal(this, path)]
                    : PathResolver.Expand(this, path))
                {
                    Guard(() => Write(_describer!.Describe(file)));
                }
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _progress!.Complete();

    private void Write(DescribedImage image)
    {
        Cancel.ThrowIfCancellationRequested();
        _progress!.Step(-1, image.Facts.Path);
        ImageComparison found = Compare(image);
        bool isAsked = Relation.Length > 0 ? Relation.Contains(found.Relation) : found.IsMatch;
        WriteObject(ComparedImages.From(found, isAsked && found.Confidence >= MinimumConfidence, _reference!, image));
    }

    private ImageComparison Compare(DescribedImage image)
    {
        ImageComparison found = ImageComparer.Compare(_reference!, image);
        try
        {
            return NoPixels ? found : PixelComparer.Confirm(found, _reference!, image, LimitMegapixels);
        }
        catch (ImageException e)
        {
            WriteWarning($"Its pixels were not compared: {e.Message}");
            return found;
        }
    }
}
