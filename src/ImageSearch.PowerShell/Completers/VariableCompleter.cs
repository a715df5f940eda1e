using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ImageSearch.Index;

namespace ImageSearch.PowerShell.Completers;

/// <summary>Completes the session's variables that hold an index or a service, for parameters that take one.</summary>
internal sealed class VariableCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string begun = wordToComplete.TrimStart('$');
        using var shell = System.Management.Automation.PowerShell.Create(RunspaceMode.CurrentRunspace);
        foreach (PSVariable variable in shell.AddCommand("Get-Variable").AddParameter("Scope", "Global").Invoke<PSVariable>())
        {
            object? value = variable.Value is PSObject wrapped ? wrapped.BaseObject : variable.Value;
            bool fits = parameterName == "Service" ? value is ImageSearchService : value is ImageIndex;
            if (fits && variable.Name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            {
                yield return new CompletionResult("$" + variable.Name, variable.Name, CompletionResultType.Variable, value!.ToString()
                    ?? variable.Name);
            }
        }
    }
}
