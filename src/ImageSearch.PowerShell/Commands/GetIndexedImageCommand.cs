using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Services;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Lists the images of an index: all, or those with the ids or paths.</summary>
[Cmdlet(VerbsCommon.Get, "IndexedImage", DefaultParameterSetName = "Path")]
[OutputType(typeof(IndexedImage))]
public sealed class GetIndexedImageCommand : SelectImagesCmdlet
{
    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (Remote is { } remote)
        {
            var there = new RemoteSelection(this, remote);
            foreach (ImageView image in IsAllMeant ? Guarded(() => there.All(null)) : Select(there))
            {
                WriteObject(remote.ToImage(image));
            }

            return;
        }

        ImageIndex index = ResolveIndex();
        foreach (IndexedImage image in IsAllMeant ? index.GetImages() : Select(index))
        {
            WriteObject(image);
        }
    }
}
