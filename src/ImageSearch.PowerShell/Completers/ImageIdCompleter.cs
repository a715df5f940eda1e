using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;
using ImageSearch.Index;

namespace ImageSearch.PowerShell.Completers;

/// <summary>Completes ids of indexed images; the tip is the image's path.</summary>
internal sealed class ImageIdCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        foreach (IndexedImage image in CompletedIndex.ImagesOf(fakeBoundParameters))
        {
            string id = image.Id.ToString(CultureInfo.InvariantCulture);
            if (id.StartsWith(wordToComplete, StringComparison.Ordinal))
            {
                yield return new CompletionResult(id, $"{id} {System.IO.Path.GetFileName(image.Path)}",
                    CompletionResultType.ParameterValue, image.Path);
            }
        }
    }
}
