using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;

namespace ImageSearch.PowerShell;

/// <summary>A cmdlet that works on an index: the one that -Index names, or the session's current one.</summary>
public abstract class IndexCmdlet : ImageSearchCmdlet
{
    /// <summary>The index to work on; without it, the session's current one.</summary>
    [Parameter]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public ImageIndex? Index { get; set; }

    /// <summary>Finds the index, or ends the pipeline and says what to do.</summary>
    protected ImageIndex ResolveIndex()
    {
        if ((Index ?? CurrentIndex.Get()) is { } index)
        {
            return index;
        }

        ThrowTerminatingError(Errors.NoCurrentIndexRecord());
        return null!;
    }
}
