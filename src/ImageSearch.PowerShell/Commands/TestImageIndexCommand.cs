using System.Management.Automation;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Storage.Repair;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Checks every byte of an index file and says what is damaged; with -Repair makes a sound file of what is sound.</summary>
[Cmdlet(VerbsDiagnostic.Test, "ImageIndex", SupportsShouldProcess = true, DefaultParameterSetName = "Report")]
[OutputType(typeof(IndexReport), typeof(RepairReport), typeof(bool))]
public sealed class TestImageIndexCommand : IndexCmdlet
{
    /// <summary>The index file, taken as it is written; without it, the file of the index.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath", "FullName")]
    [IndexPathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IndexFileCompleter))]
    public string? Path { get; set; }

    /// <summary>If the file is damaged, keeps it beside and puts a sound one in its place, with every image that can be saved.</summary>
    [Parameter(ParameterSetName = "Report")]
    public SwitchParameter Repair { get; set; }

    /// <summary>Returns only whether the file is sound: true or false, which it is of a file too that is not there.</summary>
    [Parameter(ParameterSetName = "Quiet", Mandatory = true)]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guard(() =>
    {
        string? path = Path is null ? ResolveIndex().FilePath : PathResolver.Index(this, Path, (p, _) => IndexException.NotFound(p));
        if (path is null)
        {
            ThrowTerminatingError(Errors.ToRecord(new ArgumentException("This index has no file to check."), null));
            return;
        }

        if (Quiet && !File.Exists(path))
        {
            WriteObject(false);
            return;
        }

        IndexReport report = WatchedWork.Run(this, "Checking the index file", "bytes", progress => IndexCheck.Run(path, Cancel, progress));
        foreach (IndexProblem problem in report.Problems)
        {
            WriteVerbose(problem.ToString());
        }

        if (Repair && !report.IsSound && ShouldProcess(path, "Repair image index"))
        {
            WriteObject(IndexRepair.Run(path, Cancel));
            return;
        }

        WriteObject(Quiet ? report.IsSound : report);
    });
}
