using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;
using ImageSearch.Storage;

namespace ImageSearch.PowerShell;

/// <summary>A cmdlet that works on an index: the one that -Index names, or the session's current one.</summary>
public abstract class IndexCmdlet : ImageSearchCmdlet
{
    /// <summary>The index to work on, or the path of its file; without it, the session's current one.</summary>
    [Parameter]
    [IndexArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public virtual ImageIndex? Index { get; set; }

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

    /// <summary>Saves an index that was named by its path: its changes would be lost, as no variable has it.</summary>
    protected override void EndProcessing() => Guard(() =>
    {
        if (Index is { HasUnsavedChanges: true } index && IndexArgumentAttribute.IsOpenedHere(index)
            && !IndexArgumentAttribute.IsNew(index))
        {
            IndexFile.Save(index);
            WriteVerbose($"Saved {index.ImageCount} images, {index.RowCount} rows to '{index.FilePath}'.");
        }
    });
}
