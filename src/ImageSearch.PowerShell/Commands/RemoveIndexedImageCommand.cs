using System.Management.Automation;
using ImageSearch.Search;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Removes images from an index; their files stay.</summary>
[Cmdlet(VerbsCommon.Remove, "IndexedImage", SupportsShouldProcess = true, DefaultParameterSetName = "Path")]
public sealed class RemoveIndexedImageCommand : SelectImagesCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ImageIndex index = ResolveIndex();
        foreach (IndexedImage image in Select(index).ToArray())
        {
            if (ShouldProcess(image.Path, "Remove from image index") && index.Remove(image.Id))
            {
                WriteVerbose($"Removed image {image.Id}, '{image.Path}', with {image.FeatureCount} rows.");
            }
        }
    }
}
