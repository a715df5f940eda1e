using System.Collections;
using System.Management.Automation;
using ImageSearch.Index;

namespace ImageSearch.PowerShell.Completers;

/// <summary>The index that a line which is being typed will work on.</summary>
internal static class CompletedIndex
{
    /// <summary>Images of the index that -Index names, or of the current one; none where there is none: a completer reports no
    /// errors.</summary>
    public static IReadOnlyList<IndexedImage> ImagesOf(IDictionary parameters)
    {
        if (parameters.Contains("ServiceUri"))
        {
            // Images of an index of this session are none of the service's.
            return [];
        }

        object? named = parameters["Index"];
        ImageIndex? index = (named is PSObject wrapped ? wrapped.BaseObject : named) as ImageIndex ?? CurrentIndex.Get();
        return index?.GetImages() ?? [];
    }
}
