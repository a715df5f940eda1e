using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Retrieval;
using ImageSearch.Storage;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Makes an index's file one without what removed images left, or of another kind. Those who have the file open go on with the
/// old one.</summary>
[Cmdlet(VerbsCommon.Optimize, "ImageIndex", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class OptimizeImageIndexCommand : IndexCmdlet
{
    /// <summary>The index file, taken as it is written; without it, the file of the index.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath", "FullName")]
    [IndexPathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IndexFileCompleter))]
    public string? Path { get; set; }

    /// <summary>The kind that the index gets: Inverted chooses cells and makes lists of its rows, anew if it has some; Flat drops them; or
    /// a key of Faiss, such as IVF4096,Flat, which says how many cells. Without it, the kind stays.</summary>
    [Parameter]
    [KindArgument]
    [ArgumentCompleter(typeof(KindCompleter))]
    [ValidateNotNull]
    public KindChoice? Kind { get; set; }

    /// <summary>Returns the file.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guard(() =>
    {
        ImageIndex index = Path is null ? ResolveIndex()
            : IndexFile.Open(PathResolver.Index(this, Path, (p, _) => IndexException.NotFound(p)));
        if (index.FilePath is null)
        {
            ThrowTerminatingError(Errors.ToRecord(
                new ArgumentException("This index has no file yet. Save it: Save-ImageIndex -Path photos.imgidx"), null));
            return;
        }

        if (!ShouldProcess(index.FilePath, "Optimize image index"))
        {
            return;
        }

        long before = new FileInfo(index.FilePath).Length;
        WatchedWork.Run(this, "Optimizing the index", "rows", progress =>
        {
            IndexFile.Compact(index, Kind, progress: progress, cancel: Cancel);
            return true;
        });
        var file = new FileInfo(index.FilePath);
        WriteVerbose($"'{file.FullName}' had {before} bytes and has {file.Length}.");
        WriteVerbose($"The index is of the kind {index.Kind}: it {KindWords.Of(index)}.");
        if (PassThru)
        {
            WriteObject(file);
        }
    });
}
