using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Storage;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Opens an index file and makes it the session's current index.</summary>
[Cmdlet(VerbsCommon.Open, "ImageIndex")]
[OutputType(typeof(ImageIndex))]
public sealed class OpenImageIndexCommand : ImageSearchCmdlet
{
    /// <summary>The index file, taken as it is written.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath", "FullName")]
    [IndexPathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IndexFileCompleter))]
    public string Path { get; set; } = "";

    /// <summary>Leaves the session's current index as it is: the new one is only returned.</summary>
    [Parameter]
    public SwitchParameter NoCurrent { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guard(() =>
    {
        ImageIndex index = IndexFile.Open(PathResolver.Index(this, Path, (path, _) => IndexException.NotFound(path)));
        WriteVerbose($"Opened '{index.FilePath}': {index.ImageCount} images, {index.RowCount} rows, generation {index.Generation}.");
        if (IndexKinds.Advice[index] is { } advice)
        {
            WriteVerbose(advice);
        }

        MakeCurrent(index, !NoCurrent);
        WriteObject(index);
    });
}
