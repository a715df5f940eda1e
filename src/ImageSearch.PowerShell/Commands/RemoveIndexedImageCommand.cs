using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;

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

    /// <summary>Returns the images that were removed.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
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
}
