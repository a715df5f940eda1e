using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.Storage.Faiss;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Writes an index as a file that Faiss reads (IDMap,Flat, or IDMap,IVFn,Flat of one with lists), with the paths of its image ids
/// in a list beside it.</summary>
[Cmdlet(VerbsData.Export, "ImageIndex", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportImageIndexCommand : PipedIndexCmdlet
{
    /// <summary>The Faiss file to write; the list is named like it with .paths.jsonl behind.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("LiteralPath")]
    [ValidateNotNullOrEmpty]
    public string Path { get; set; } = "";

    /// <summary>Replaces files that are there.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Flat writes rows alone (IDMap,Flat), Inverted the cells too (IDMap,IVFn,Flat). Without it, as the index has
    /// it.</summary>
    [Parameter]
    public IndexKind? Kind { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guard(() =>
    {
        IndexSnapshot snapshot = ResolveIndex().Snapshot();
        string path = PathResolver.Index(this, Path, IndexException.NotWritable);
        if (ShouldProcess(path, $"Export {snapshot.ImageCount} images for Faiss"))
        {
            WatchedWork.Run(this, "Exporting the index", "rows", progress =>
            {
                string key = FaissFile.Export(snapshot, path, Force, progress, Kind);
                return key;
            });
            WriteObject(new FileInfo(path));
            WriteObject(new FileInfo(path + FaissFile.PathsExtension));
        }
    });
}
