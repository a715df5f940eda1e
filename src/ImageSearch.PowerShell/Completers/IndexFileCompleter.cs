using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ImageSearch.PowerShell.Completers;

/// <summary>Completes index files (.imgidx) and the folders on the way to them; other files only where there is none of these.</summary>
internal sealed class IndexFileCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        CompletionResult[] all = [.. CompletionCompleters.CompleteFilename(wordToComplete.Trim('\'', '"'))];
        CompletionResult[] wanted = [.. all.Where(r => r.ResultType == CompletionResultType.ProviderContainer
            || r.ToolTip.EndsWith(".imgidx", StringComparison.OrdinalIgnoreCase))];
        return wanted.Length > 0 ? wanted : all;
    }
}
