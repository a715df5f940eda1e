using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;
using ImageSearch.PowerShell.Services;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Removes images from an index; their files stay.</summary>
[Cmdlet(VerbsCommon.Remove, "IndexedImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
[OutputType(typeof(IndexedImage))]
public sealed class RemoveIndexedImageCommand : SelectImagesCmdlet
{
    /// <summary>Paths of indexed images; wildcards are matched against the paths in the index.</summary>
    [Parameter(ParameterSetName = "Path", Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PathArgument(LeavesPipedObjects = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IndexedPathCompleter))]
    public override string[] Path { get; set; } = [];

    /// <inheritdoc/>
    private protected override bool IsOneMeant => true;

    /// <summary>Returns the images that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Remote is { } remote)
        {
            RemoveAt(remote);
            return;
        }

        ImageIndex index = ResolveIndex();
        foreach (IndexedImage image in Select(index).ToArray())
        {
            if (ShouldProcess(image.Path, "Remove from image index") && index.Remove(image.Id))
            {
                WriteVerbose($"Removed image {image.Id}, '{image.Path}', with {image.FeatureCount} rows.");
                if (PassThru)
                {
                    WriteObject(image);
                }
            }
        }
    }

    /// <summary>What is to go is known before anything goes.</summary>
    private void RemoveAt(RemoteIndex remote)
    {
        foreach (ImageView image in Select(new RemoteSelection(this, remote)).ToArray())
        {
            string path = remote.PathOf(image);
            if (!ShouldProcess(path, $"Remove from {remote.Subject}"))
            {
                continue;
            }

            bool isRemoved = false;
            Guard(() => isRemoved = remote.Remove(image));
            if (isRemoved)
            {
                WriteVerbose($"Removed image {image.Id}, '{path}', with {image.Features} rows.");
                if (PassThru)
                {
                    WriteObject(remote.ToImage(image));
                }
            }
        }
    }
}
