using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Storage;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Saves an index to its file or to another.</summary>
[Cmdlet(VerbsData.Save, "ImageIndex", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveImageIndexCommand : PipedIndexCmdlet
{
    /// <summary>The file; without it, the one that the index was opened from or saved to last.</summary>
    [Parameter(Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IndexFileCompleter))]
    public string? Path { get; set; }

    /// <summary>Replaces another file that is there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guard(() =>
    {
        ImageIndex index = ResolveIndex();
        string? path = Path is null ? index.FilePath : PathResolver.Index(this, Path, IndexException.NotWritable);
        if (path is null)
        {
            ThrowTerminatingError(Errors.ToRecord(
                new ArgumentException("This index has no file yet. Name one: Save-ImageIndex -Path photos.imgidx"), null));
            return;
        }

        if (!ShouldProcess(path, $"Save {index.ImageCount} images"))
        {
            return;
        }

        WatchedWork.Run(this, "Saving the index", "rows", progress =>
        {
            IndexFile.Save(index, path, Force, progress: progress);
            return true;
        });
        WriteVerbose($"Saved {index.ImageCount} images, {index.RowCount} rows to '{path}'.");
        if (PassThru)
        {
            WriteObject(new FileInfo(path));
        }
    });
}
