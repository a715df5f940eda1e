using System.Management.Automation;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Sift;
using ImageSearch.Storage;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Makes an empty index, in memory or at a path, and makes it the session's current one.</summary>
[Cmdlet(VerbsCommon.New, "ImageIndex", SupportsShouldProcess = true)]
[OutputType(typeof(ImageIndex))]
public sealed class NewImageIndexCommand : ImageSearchCmdlet
{
    /// <summary>The index file to make; without it, the index is in memory until Save-ImageIndex.</summary>
    [Parameter(Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IndexFileCompleter))]
    public string? Path { get; set; }

    /// <summary>At most this many features an image; 0 keeps all.</summary>
    [Parameter]
    [ValidateRange(0, SiftSettings.MaxFeatures)]
    public int MaxFeatures { get; set; } = new SiftSettings().Features;

    /// <summary>Images are shrunk to this long side, in pixels.</summary>
    [Parameter]
    [ValidateRange(ImagingSettings.MinLongSidePixels, ImagingSettings.MaxLongSidePixels)]
    public int LongSidePixels { get; set; } = new ImagingSettings().LongSidePixels;

    /// <summary>Images of more megapixels are refused.</summary>
    [Parameter]
    [ValidateRange(ImagingSettings.MinMegapixels, ImagingSettings.MaxMegapixels)]
    public double MaximumMegapixels { get; set; } = new ImagingSettings().LimitMegapixels;

    /// <summary>Extrema with less contrast are dropped.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double ContrastThreshold { get; set; } = new SiftSettings().ContrastThreshold;

    /// <summary>Extrema on edges sharper than this ratio are dropped.</summary>
    [Parameter]
    [ValidateRange(1.0, 1e6)]
    public double EdgeThreshold { get; set; } = new SiftSettings().EdgeThreshold;

    /// <summary>Layers an octave in which extrema are sought.</summary>
    [Parameter]
    [ValidateRange(1, 16)]
    public int OctaveLayers { get; set; } = new SiftSettings().OctaveLayers;

    /// <summary>The blur of the first layer of each octave.</summary>
    [Parameter]
    [ValidateRange(1.0, 10.0)]
    public double Sigma { get; set; } = new SiftSettings().Sigma;

    /// <summary>The kind of descriptor: Sift, or RootSift (the square roots of SIFT's shares).</summary>
    [Parameter]
    public DescriptorKind Descriptor { get; set; } = new SiftSettings().Descriptor;

    /// <summary>Whose SIFT it is: our own, or OpenCv, for rows that must equal those of an OpenCV pipeline. It is built by build.ps1
    /// -WithOpenCv.</summary>
    [Parameter]
    public FeatureExtractor Extractor { get; set; }

    /// <summary>How near rows are found: Flat compares all, exactly; Inverted looks where they are likely, once there are so many rows that
    /// it pays.</summary>
    [Parameter]
    [KindArgument]
    [ArgumentCompleter(typeof(KindCompleter))]
    [ValidateNotNull]
    public KindChoice Kind { get; set; } = IndexKind.Flat;

    /// <summary>Keeps paths in the file relative to its folder, so that the index moves with its images.</summary>
    [Parameter]
    public SwitchParameter RelativePaths { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Leaves the session's current index as it is: the new one is only returned.</summary>
    [Parameter]
    public SwitchParameter NoCurrent { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guard(() =>
    {
        if (Path is null && (RelativePaths || Force))
        {
            ThrowTerminatingError(Errors.ToRecord(
                new ArgumentException($"{(Force ? "-Force replaces" : "-RelativePaths is for")} a file: name it with -Path."), null));
        }

        if (Kind.RefusalOfNew("Optimize-ImageIndex -Kind") is { } refusal)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException(refusal), null));
        }

        var index = new ImageIndex(new IndexSettings(
            new ImagingSettings(LongSidePixels, MaximumMegapixels),
            ExtractorSettings.With(this,
                new SiftSettings(MaxFeatures, OctaveLayers, ContrastThreshold, EdgeThreshold, Sigma, Descriptor: Descriptor), Extractor)),
            Kind.Kind)
        {
            RelativePaths = RelativePaths,
        };
        string? path = Path is null ? null : PathResolver.Index(this, Path, IndexException.NotWritable);
        if (!ShouldProcess(path ?? "in memory", "New image index"))
        {
            return;
        }

        if (path is not null)
        {
            IndexFile.Save(index, path, Force);
        }

        MakeCurrent(index, !NoCurrent);
        WriteObject(index);
    });
}
