using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;

namespace ImageSearch.PowerShell;

/// <summary>A cmdlet that works on indexes, which may be piped in.</summary>
public abstract class PipedIndexCmdlet : IndexCmdlet
{
    /// <inheritdoc/>
    [Parameter(ValueFromPipeline = true)]
    [IndexArgument]
    [ValidateNotNull]
    [ArgumentCompleter(typeof(VariableCompleter))]
    public override ImageIndex? Index { get; set; }
}
