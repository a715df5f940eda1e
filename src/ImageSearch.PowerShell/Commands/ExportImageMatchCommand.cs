using System.Management.Automation;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.PowerShell.Commands;

/// <summary>
/// Draws matches: both images, lines between the points that they share, the query's outline in the image, votes and inliers in words. The
/// pictures are PNG or JPEG files.
/// </summary>
[Cmdlet(VerbsData.Export, "ImageMatch", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportImageMatchCommand : ImageSearchCmdlet
{
    private MatchPictureNames? _names;
    private MatchPictureOptions _options = new();
    private ProgressMeter? _progress;

    /// <summary>Matches of Find-SimilarImage, verdicts of Compare-Image, duplicates of Find-DuplicateImage; also deserialized, or read from
    /// a list.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [ValidateNotNull]
    public PSObject? Match { get; set; }

    /// <summary>A .png, .jpg or .jpeg file for one match; or a folder for all, which is there or whose path ends in a separator.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>What the files in a folder are: Png or Jpeg.</summary>
    [Parameter]
    [ValidateSet("Png", "Jpeg")]
    public string Format { get; set; } = "Png";

    /// <summary>The longer side of each of the two images in pixels; small images are enlarged up to four times, wide ones have twice as
    /// much.</summary>
    [Parameter]
    [ValidateRange(MatchPictureOptions.MinLongSidePixels, MatchPictureOptions.MaxLongSidePixels)]
    public int LongSidePixels { get; set; } = new MatchPictureOptions().LongSidePixels;

    /// <summary>Image files that claim more megapixels are refused.</summary>
    [Parameter]
    [ValidateRange(ImagingSettings.MinMegapixels, ImagingSettings.MaxMegapixels)]
    public double MaximumMegapixels { get; set; } = new MatchPictureOptions().LimitMegapixels;

    /// <summary>Replaces pictures that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the files that were written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guard(() =>
    {
        _progress = new ProgressMeter(this, "Drawing matches");
        _options = new MatchPictureOptions(LongSidePixels, MaximumMegapixels);
        string destination = Resolve();

        // The provider takes a separator at the end away.
        bool isFolder = System.IO.Path.EndsInDirectorySeparator(Path) && !System.IO.Path.EndsInDirectorySeparator(destination);
        _names = new MatchPictureNames(isFolder ? destination + System.IO.Path.DirectorySeparatorChar : destination, Format == "Png"
            ? ".png" : ".jpg");
        if (!_names.IsFolder)
        {
            CheckExtension(destination);
        }
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject item in PipedMatch.Each(Match!))
        {
            Guard(() =>
            {
                (PicturedMatch picture, int? rank) = PipedMatch.Of(item);
                Draw(picture, rank);
            });
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => _progress!.Complete();

    private void Draw(PicturedMatch match, int? rank)
    {
        Cancel.ThrowIfCancellationRequested();
        string path = _names!.Next(match.QueryPath, rank, match.ImagePath);
        _progress!.Step(-1, match.ImagePath);
        if (!ShouldProcess(path, $"Draw '{match.QueryPath}' and '{match.ImagePath}'"))
        {
            return;
        }

        _names.Prepare();
        MatchPicture.Write(match, path, _options, Force);
        WriteVerbose($"'{path}': {match.Points.Count} inliers of '{match.QueryPath}' and '{match.ImagePath}'.");
        if (PassThru)
        {
            WriteObject(new FileInfo(path));
        }
    }

    /// <summary>Without a place for pictures there is nothing to be done for any match.</summary>
    private string Resolve()
    {
        try
        {
            return PathResolver.Literal(this, Path);
        }
        catch (ImageException e)
        {
            ThrowTerminatingError(Errors.ToRecord(ImageException.PictureNotWritable(Path, "it lies in no file system", e)));
            throw;
        }
    }

    private void CheckExtension(string destination)
    {
        try
        {
            MatchPicture.IsPng(destination);
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(Errors.ToRecord(e, Path));
        }
    }
}
