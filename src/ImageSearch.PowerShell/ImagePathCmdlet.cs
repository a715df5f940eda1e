using System.Management.Automation;
using ImageSearch.Threads;

namespace ImageSearch.PowerShell;

/// <summary>A cmdlet that takes image files by path or pipeline.</summary>
public abstract class ImagePathCmdlet : ServiceCmdlet
{
    /// <summary>Image files; wildcards are expanded.</summary>
    [Parameter(ParameterSetName = "Path", Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PathArgument]
    [ValidateNotNullOrEmpty]
    public virtual string[] Path { get; set; } = [];

    /// <summary>Image files, taken as they are written.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// How many images are read at once; 0 means one per processor. With 1 each is done with before the next is taken from the pipeline;
    /// otherwise results come in the same order, as soon as they are ready and the pipeline brings the next image, or ends.
    /// </summary>
    [Parameter]
    [ValidateRange(0, ThreadCount.Max)]
    public int ThrottleLimit { get; set; }

    /// <summary>How many paths named no file.</summary>
    protected int FailedPaths { get; private set; }

    /// <summary>The files that this pipeline record names; what names none is an error record.</summary>
    protected IEnumerable<string> RecordPaths()
    {
        foreach (string path in ParameterSetName == "LiteralPath" ? LiteralPath : Path)
        {
            IEnumerable<string>? found = null;
            Guard(() => found = ParameterSetName == "LiteralPath" ? [PathResolver.Literal(this, path)] : PathResolver.Expand(this, path));
            if (found is null)
            {
                FailedPaths++;
                continue;
            }

            foreach (string file in found)
            {
                yield return file;
            }
        }
    }
}
