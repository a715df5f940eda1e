using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using ImageSearch.Index;

namespace ImageSearch.PowerShell.Completers;

/// <summary>Completes paths of indexed images, by their beginning or by the beginning of the file's name; quoted and escaped as the
/// parameter needs it.</summary>
internal sealed class IndexedPathCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        string begun = wordToComplete.Trim('\'', '"');
        foreach (IndexedImage image in CompletedIndex.ImagesOf(fakeBoundParameters))
        {
            string name = System.IO.Path.GetFileName(image.Path);
            if (image.Path.StartsWith(begun, StringComparison.OrdinalIgnoreCase)
                || name.StartsWith(begun, StringComparison.OrdinalIgnoreCase))
            {
                string path = parameterName == "LiteralPath" ? image.Path : WildcardPattern.Escape(image.Path);
                yield return new CompletionResult($"'{CodeGeneration.EscapeSingleQuotedStringContent(path)}'", name,
                    CompletionResultType.ParameterValue, image.Path);
            }
        }
    }
}
