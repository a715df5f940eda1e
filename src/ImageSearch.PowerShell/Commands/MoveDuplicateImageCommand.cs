using System.Management.Automation;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Quarantine;

namespace ImageSearch.PowerShell.Commands;

/// <summary>
/// Moves duplicates to a folder instead of deleting them. The folder keeps the tree that they lay in and a list, by which
/// Restore-DuplicateImage moves them back.
/// </summary>
[Cmdlet(VerbsCommon.Move, "DuplicateImage", SupportsShouldProcess = true)]
[OutputType(typeof(MovedImage))]
public sealed class MoveDuplicateImageCommand : ImageSearchCmdlet
{
    private QuarantineFolder? _folder;
    private ProgressMeter? _progress;
    private int _moved;
    private int _left;

    /// <summary>The folder to move to: one that is not there yet, an empty one, or one that was moved to before.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FolderCompleter))]
    public string Destination { get; set; } = "";

    /// <summary>Duplicates, as Find-DuplicateImage returns them; also deserialized, or read from a list. Images to be kept stay.</summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [ValidateNotNull]
    public PSObject? Duplicate { get; set; }

    /// <summary>Returns what was moved: where it was, and where it is now.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Guard(() =>
    {
        _progress = new ProgressMeter(this, "Moving duplicates");
        _folder = QuarantineFolder.OpenToMove(PathResolver.Folder(this, Destination));
        WarnOfLines(_folder);
    });

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (PSObject item in PipedMatch.Each(Duplicate!))
        {
            int before = _moved;
            bool isKept = false;
            Guard(() => isKept = !Move(item));
            _left += isKept || _moved > before ? 0 : 1;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _progress!.Complete();
        WriteVerbose($"{_moved} moved to '{_folder!.FullName}', {_left} not moved.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        _folder?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>Says what of a list is not known.</summary>
    internal static void WarnOfLines(Cmdlet cmdlet, QuarantineFolder folder)
    {
        if (folder.UnreadableLines > 0)
        {
            cmdlet.WriteWarning($"{folder.UnreadableLines} lines of the list in '{folder.FullName}' "
                + "cannot be read: what they tell of is not known.");
        }
    }

    private void WarnOfLines(QuarantineFolder folder) => WarnOfLines(this, folder);

    /// <returns>False if it is one that is to be kept.</returns>
    private bool Move(PSObject item)
    {
        Cancel.ThrowIfCancellationRequested();
        if (PipedDuplicate.Of(this, item) is not { } request)
        {
            return false;
        }

        _progress!.Step(-1, request.Path);
        if (IsWhatIf)
        {
            // What would be refused is not what would be done.
            _folder!.Check(request, Cancel);
        }

        if (!ShouldProcess(request.Path, $"Move to '{_folder!.TargetOf(request.Path)}'"))
        {
            return true;
        }

        MovedImage moved = _folder.Move(request, Cancel);
        _moved++;
        WriteVerbose($"'{moved.OriginalPath}' is at '{moved.FullName}' now; '{moved.KeeperPath}' is kept.");
        if (PassThru)
        {
            WriteObject(moved);
        }

        return true;
    }
}
