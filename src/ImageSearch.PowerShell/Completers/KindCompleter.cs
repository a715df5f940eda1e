using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ImageSearch.Index;

namespace ImageSearch.PowerShell.Completers;

/// <summary>Completes the kinds of an index; the tip is what each means.</summary>
internal sealed class KindCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        new[]
        {
            (Kind: IndexKind.Flat, Tip: "compares all rows"),
            (Kind: IndexKind.Inverted, Tip: "looks where near rows are likely, in lists"),
        }
        .Where(k => k.Kind.ToString().StartsWith(wordToComplete, StringComparison.OrdinalIgnoreCase))
        .Select(k => new CompletionResult(k.Kind.ToString(), k.Kind.ToString(), CompletionResultType.ParameterValue, k.Tip));
}
