using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.Ingest;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Adds images to an index: new ones are added, changed ones replaced, unchanged ones skipped.</summary>
[Cmdlet(VerbsCommon.Add, "ImageToIndex", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(IndexedImage))]
public sealed class AddImageToIndexCommand : ImagePathCmdlet
{
    private readonly int[] _counts = new int[Enum.GetValues<AddOutcome>().Length];
    private int _failed;
    private ImageIngest? _ingest;
    private ProgressMeter? _progress;

    /// <summary>Returns the images that are now in the index, unchanged ones too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _ingest = new ImageIngest(ResolveIndex(), ThrottleLimit, Cancel);
        _progress = new ProgressMeter(this, "Adding images to the index");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in RecordPaths())
        {
            if (ShouldProcess(path, "Add to image index"))
            {
                _ingest!.Post(path);
                Drain(wait: _ingest.IsFull || ThrottleLimit == 1);
            }
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        Drain(wait: true);
        _progress!.Complete();
        WriteVerbose($"{_counts[(int)AddOutcome.Added]} added, {_counts[(int)AddOutcome.Replaced]} replaced, " +
            $"{_counts[(int)AddOutcome.Unchanged]} unchanged, {_failed + FailedPaths} failed.");
        base.EndProcessing();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _ingest?.Dispose();
        base.Dispose(disposing);
    }

    private void Drain(bool wait) => Guard(() =>
    {
        while (_ingest!.Take(wait) is { } result)
        {
            _progress!.Step(_ingest.Pending, result.Path);
            Report(result);
        }
    });

    private void Report(IngestResult result)
    {
        if (result.Error is not null)
        {
            _failed++;
            WriteError(Errors.ToRecord(result.Error));
            return;
        }

        _counts[(int)result.Outcome]++;
        WriteVerbose($"{result.Outcome}: '{result.Path}', image {result.Image!.Id}, {result.Image.FeatureCount} features.");
        if (PassThru)
        {
            WriteObject(result.Image);
        }
    }
}
