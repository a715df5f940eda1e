using System.Management.Automation;
using System.Runtime.ExceptionServices;
using ImageSearch.Index;
using ImageSearch.PowerShell.Adding;
using ImageSearch.PowerShell.Services;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Adds images to an index: new ones are added, changed ones replaced, unchanged ones skipped.</summary>
[Cmdlet(VerbsCommon.Add, "ImageToIndex", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(IndexedImage))]
public sealed class AddImageToIndexCommand : ImagePathCmdlet
{
    private readonly int[] _counts = new int[Enum.GetValues<AddOutcome>().Length];
    private int _failed, _notSent;
    private ImageServiceException? _end;
    private IImageAdder? _adder;
    private RemoteIndex? _service;
    private ProgressMeter? _progress;

    /// <summary>Returns the images that are now in the index, unchanged ones too.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        _service = OpenService();
        _adder = _service is null ? new IndexAdder(ResolveIndex(), ThrottleLimit, Cancel)
            : new ServiceAdder(_service, ThrottleLimit, Cancel);
        _progress = new ProgressMeter(this, "Adding images to the index");
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (string path in RecordPaths())
        {
            if (ShouldProcess(path, _service is null ? "Add to image index" : $"Send to {_service.Subject}"))
            {
                _adder!.Post(path);
                Drain(wait: _adder.IsFull || ThrottleLimit == 1);
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
        _adder?.Dispose();
        base.Dispose(disposing);
    }

    private void Drain(bool wait)
    {
        for (bool more = true; more;)
        {
            // Each result within a guard of its own: an error about one image must not keep the next ones from being taken.
            more = false;
            Guard(() =>
            {
                if (_adder!.Take(wait || _end is not null) is { } result)
                {
                    more = true;
                    _progress!.Step(_adder.Pending, result.Path);
                    Report(result);
                }
            });
        }

        if (_end is { } end)
        {
            // What the service took before and beside it was told; now it ends.
            ThrowTerminatingError(Errors.ToRecord(_notSent == 0 ? end : new ImageServiceException(
                end.Id, end.Category, end.Target, $"{end.Message} Files not sent after that: {_notSent}.", isOfOneImage: false, end)));
        }
    }

    private void Report(AddedFile result)
    {
        if (result.IsNotSent)
        {
            _notSent++;
            return;
        }

        if (result.Error is not null)
        {
            _failed++;
            if (result.Error is ImageServiceException { IsOfOneImage: false } end)
            {
                _end ??= end;
                return;
            }

            ExceptionDispatchInfo.Throw(result.Error);
        }

        _counts[(int)result.Outcome]++;
        WriteVerbose($"{result.Outcome}: '{result.Path}', image {result.Image!.Id}, {result.Image.FeatureCount} features.");
        if (result.Detail is not null)
        {
            WriteVerbose(result.Detail);
        }

        if (PassThru)
        {
            WriteObject(result.Image);
        }
    }
}
