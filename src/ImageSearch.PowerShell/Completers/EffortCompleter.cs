using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ImageSearch.Retrieval;

namespace ImageSearch.PowerShell.Completers;

/// <summary>Completes the names of efforts; the tip is what each means.</summary>
internal sealed class EffortCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        SearchEffort.Named.Where(n => n.Key.StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
        .Select(n => new CompletionResult(n.Key, n.Key, CompletionResultType.ParameterValue,
            $"visits {n.Value} {(n.Value == 1 ? "cell" : "cells")}"));
}
