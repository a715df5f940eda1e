using System.Management.Automation;
using ImageSearch.Imaging;
using ImageSearch.Reports;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Writes duplicates side by side with the images to keep into one HTML file, to look at before anything is deleted.</summary>
[Cmdlet(VerbsData.Export, "DuplicateReport", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportDuplicateReportCommand : ImageSearchCmdlet
{
    private readonly PipedReport _found = new();
    private string _path = "";

    /// <summary>The .html file to write.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Duplicates, as Find-DuplicateImage returns them, with or without the images to keep; also deserialized, or read from a
    /// list.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [AllowEmptyCollection]
    [ValidateNotNull]
    public PSObject? Duplicate { get; set; }

    /// <summary>The longer side of the pictures in the report, in pixels; less where there are very many.</summary>
    [Parameter]
    [ValidateRange(DuplicateReportOptions.MinThumbnailPixels, DuplicateReportOptions.MaxThumbnailPixels)]
    public int ThumbnailPixels { get; set; } = new DuplicateReportOptions().ThumbnailPixels;

    /// <summary>How much pictures may take in the report; what comes after is listed without.</summary>
    [Parameter]
    [ValidateRange(1, DuplicateReportOptions.MaxMegabytes)]
    public int MaximumMegabytes { get; set; } = new DuplicateReportOptions().MaximumMegabytes;

    /// <summary>Image files that claim more megapixels are listed without a picture.</summary>
    [Parameter]
    [ValidateRange(ImagingSettings.MinMegapixels, ImagingSettings.MaxMegapixels)]
    public double MaximumMegapixels { get; set; } = new DuplicateReportOptions().LimitMegapixels;

    /// <summary>Replaces a report that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file that was written.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guard(() =>
    {
        _path = Resolve();
        DuplicateReport.CheckFree(_path, Force);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject item in PipedMatch.Each(Duplicate!))
        {
            Guard(() => _found.Add(item));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing() => Guard(() =>
    {
        ReportedDuplicate[] duplicates = _found.ToArray();
        if (!ShouldProcess(_path, $"Write a report of {duplicates.Length} duplicates"))
        {
            return;
        }

        var notShown = new List<ImageException>();
        var options = new DuplicateReportOptions(ThumbnailPixels, MaximumMegapixels, MaximumMegabytes)
        {
            OnNotShown = notShown.Add,
        };
        WatchedWork.Run(this, "Writing the report", "duplicates", progress =>
        {
            DuplicateReport.Write(duplicates, _path, options with { Progress = progress }, Force, Cancel);
            return true;
        });
        foreach (ImageException error in notShown.DistinctBy(e => e.Target))
        {
            WriteWarning($"The report shows no picture of it: {error.Message}");
        }

        if (PassThru)
        {
            WriteObject(new FileInfo(_path));
        }
    });

    private string Resolve()
    {
        try
        {
            string path = PathResolver.Literal(this, Path);
            DuplicateReport.CheckExtension(path);
            return path;
        }
        catch (ArgumentException e)
        {
            ThrowTerminatingError(Errors.ToRecord(e, Path));
            throw;
        }
        catch (ImageException e)
        {
            throw ReportException.NotWritable(Path, "it lies in no file system", e);
        }
    }
}
