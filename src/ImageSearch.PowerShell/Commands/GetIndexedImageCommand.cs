using System.Management.Automation;
using ImageSearch.Index;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Lists the images of an index: all, or those with the ids or paths.</summary>
[Cmdlet(VerbsCommon.Get, "IndexedImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(IndexedImage))]
public sealed class GetIndexedImageCommand : SelectImagesCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        ImageIndex index = ResolveIndex();
        bool all = Id.Length == 0 && Path.Length == 0 && LiteralPath.Length == 0 && Image is null;
        foreach (IndexedImage image in all ? index.GetImages() : Select(index))
        {
            WriteObject(image);
        }
    }
}
