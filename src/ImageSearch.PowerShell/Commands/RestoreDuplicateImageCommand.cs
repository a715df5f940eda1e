using System.Management.Automation;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Quarantine;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Moves images that Move-DuplicateImage moved away back to where they were. It never replaces what lies there by now.</summary>
[Cmdlet(VerbsData.Restore, "DuplicateImage", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class RestoreDuplicateImageCommand : ImageSearchCmdlet
{
    private readonly Dictionary<string, (QuarantineFolder Folder, List<MovedImage> Images)> _folders = new(Files.FilePaths.Comparer);
    private ProgressMeter? _progress;
    private int _restored;

    /// <summary>
    /// The folder that they were moved to, for all that is in it; or a folder or a file in it, or what Move-DuplicateImage -PassThru
    /// returned, for
    /// these alone. Taken as it is written.
    /// </summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "LiteralPath", "FullName")]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(FolderCompleter))]
    public string Path { get; set; } = "";

    /// <summary>Makes folders anew that images lay in and that are gone. Otherwise a drive may be missing, and they stay.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Returns the files that are back.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing() => _progress = new ProgressMeter(this, "Moving images back");

    /// <inheritdoc/>
    protected override void ProcessRecord() => Guard(() =>
    {
        string path = PathResolver.Folder(this, PathResolver.Marked(Path) ?? Path);
        (QuarantineFolder folder, List<MovedImage> images) = Open(path);
        MovedImage[] meant = [.. images.Where(i => folder.IsIn(i, path))];
        if (meant.Length == 0 && !folder.IsRoot(path))
        {
            throw ImageException.NoDuplicate(path, $"is not in the list of what was moved to '{folder.FullName}'");
        }

        foreach (MovedImage image in meant)
        {
            Guard(() => Restore(folder, image));
            images.Remove(image);
        }
    });

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        _progress!.Complete();
        WriteVerbose($"{_restored} images are back.");
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach ((QuarantineFolder folder, _) in _folders.Values)
        {
            folder.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>One folder is opened once, however many files of it are piped in.</summary>
    private (QuarantineFolder Folder, List<MovedImage> Images) Open(string path)
    {
        string? root = QuarantineFolder.Around(path);
        if (root is null || !_folders.TryGetValue(root, out var known))
        {
            QuarantineFolder folder = QuarantineFolder.OpenToRestore(path);
            known = (folder, [.. folder.Images]);
            _folders.Add(folder.FullName, known);
            MoveDuplicateImageCommand.WarnOfLines(this, folder);
        }

        return known;
    }

    private void Restore(QuarantineFolder folder, MovedImage image)
    {
        Cancel.ThrowIfCancellationRequested();
        _progress!.Step(-1, image.FullName);
        if (IsWhatIf)
        {
            folder.CheckBack(image, Force, Cancel);
        }

        if (!ShouldProcess(image.FullName, $"Move back to '{image.OriginalPath}'"))
        {
            return;
        }

        if (!folder.Restore(image, Force, Cancel))
        {
            WriteVerbose($"'{image.OriginalPath}' is where it was: it had not been moved yet.");
            return;
        }

        _restored++;
        WriteVerbose($"'{image.OriginalPath}' is back.");
        if (PassThru)
        {
            WriteObject(new FileInfo(image.OriginalPath));
        }
    }
}
