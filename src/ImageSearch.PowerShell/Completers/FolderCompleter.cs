using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace ImageSearch.PowerShell.Completers;

/// <summary>Completes folders, and, for a parameter that names a list, the lists in them too: no photographs.</summary>
internal sealed class FolderCompleter : IArgumentCompleter
{
    private static readonly string[] Lists = [".txt", ".tsv", ".csv", ".list"];

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        CompletionCompleters.CompleteFilename(wordToComplete.Trim('\'', '"'))
        .Where(r => r.ResultType == CompletionResultType.ProviderContainer
            || (parameterName == "IgnoreFile" && Lists.Contains(System.IO.Path.GetExtension(r.ToolTip), StringComparer.OrdinalIgnoreCase)));
}
