using System.Management.Automation;
using ImageSearch.Index;

namespace ImageSearch.PowerShell.Commands;

/// <summary>Returns the session's current index.</summary>
[Cmdlet(VerbsCommon.Get, "ImageIndex")]
[OutputType(typeof(ImageIndex))]
public sealed class GetImageIndexCommand : IndexCmdlet
{
    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        ImageIndex index = ResolveIndex();
        if (IndexKinds.Advice[index] is { } advice)
        {
            WriteVerbose(advice);
        }

        WriteObject(index);
    }
}
