using System.Management.Automation;
using ImageSearch.Imaging;
using ImageSearch.Search;
using ImageSearch.Sift;
using ImageSearch.Storage;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Makes an empty index, in memory or at a path, and makes it the session's current one.</summary>
[Cmdlet(VerbsCommon.New, "ImageIndex", SupportsShouldProcess = true)]
[OutputType(typeof(ImageIndex))]
public sealed class NewImageIndexCommand : ImageSearchCmdlet
{
    private readonly ImagingSettings _imaging = new();
    private readonly SiftSettings _sift = new();

    /// <summary>The index file to make; without it, the index is in memory until Save-ImageIndex.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string? Path { get; set; }

    /// <summary>At most this many features an image; 0 keeps all.</summary>
    [Parameter]
    [ValidateRange(0, SiftSettings.MostFeatures)]
    public int? Features { get; set; }

    /// <summary>Images are shrunk to this long side, in pixels.</summary>
    [Parameter]
    [ValidateRange(ImagingSettings.LeastLongSidePixels, ImagingSettings.MostLongSidePixels)]
    public int? LongSidePixels { get; set; }

    /// <summary>Images of more megapixels are refused.</summary>
    [Parameter]
    [ValidateRange(0.001, ImagingSettings.MostMegapixels)]
    public double? LimitMegapixels { get; set; }

    /// <summary>Extrema with less contrast are dropped.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? ContrastThreshold { get; set; }

    /// <summary>Extrema on edges sharper than this ratio are dropped.</summary>
    [Parameter]
    [ValidateRange(1.0, 1e6)]
    public double? EdgeThreshold { get; set; }

    /// <summary>Layers an octave in which extrema are sought.</summary>
    [Parameter]
    [ValidateRange(1, 16)]
    public int? OctaveLayers { get; set; }

    /// <summary>The blur of the first layer of each octave.</summary>
    [Parameter]
    [ValidateRange(1.0, 10.0)]
    public double? Sigma { get; set; }

    /// <summary>The kind of descriptor: Sift, or RootSift (the square roots of SIFT's shares).</summary>
    [Parameter]
    public DescriptorKind? Descriptor { get; set; }

    /// <summary>Keeps paths in the file relative to its folder, so that the index moves with its images.</summary>
    [Parameter]
    public SwitchParameter RelativePaths { get; set; }

    /// <summary>Replaces a file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void EndProcessing() => Guard(() =>
    {
        var index = new ImageIndex(new IndexSettings(
            new ImagingSettings(LongSidePixels ?? _imaging.LongSidePixels, LimitMegapixels ?? _imaging.LimitMegapixels),
            new SiftSettings(
                Features ?? _sift.Features,
                OctaveLayers ?? _sift.OctaveLayers,
                ContrastThreshold ?? _sift.ContrastThreshold,
                EdgeThreshold ?? _sift.EdgeThreshold,
                Sigma ?? _sift.Sigma,
                Descriptor: Descriptor ?? _sift.Descriptor)))
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

        CurrentIndex.Set(index);
        WriteObject(index);
    });
}
