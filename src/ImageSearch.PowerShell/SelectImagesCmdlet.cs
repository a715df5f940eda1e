using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;

namespace ImageSearch.PowerShell;

/// <summary>A cmdlet that picks images of an index by id or by path. The files themselves need not exist any more.</summary>
public abstract class SelectImagesCmdlet : IndexCmdlet
{
    /// <summary>Ids of indexed images.</summary>
    [Parameter(ParameterSetName = "Id", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ImageIdCompleter))]
    public long[] Id { get; set; } = [];

    /// <summary>Paths of indexed images; wildcards are matched against the paths in the index.</summary>
    [Parameter(ParameterSetName = "Path", Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [StringsOnly]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IndexedPathCompleter))]
    public virtual string[] Path { get; set; } = [];

    /// <summary>Paths of indexed images, taken as they are written.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(IndexedPathCompleter))]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Indexed images, as Get-IndexedImage returns them; one of another index is not taken for the one that has its id here.</summary>
    [Parameter(ParameterSetName = "Image", Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    public IndexedImage[] Image { get; set; } = [];

    /// <summary>The images that the parameters name; what names none is an error record.</summary>
    protected IEnumerable<IndexedImage> Select(ImageIndex index)
    {
        foreach (long id in Id)
        {
            if (index.TryGet(id, out IndexedImage? image))
            {
                yield return image;
            }
            else
            {
                WriteError(Errors.ToRecord(ImageException.IdNotFound(id)));
            }
        }

        foreach (string path in LiteralPath.Concat(Image.Select(i => i.Path)))
        {
            foreach (IndexedImage image in At(index, path))
            {
                yield return image;
            }
        }

        foreach (string path in Path)
        {
            bool wild = WildcardPattern.ContainsWildcardCharacters(path);
            foreach (IndexedImage image in wild ? Matching(index, path) : At(index, WildcardPattern.Unescape(path)))
            {
                yield return image;
            }
        }
    }

    private List<IndexedImage> At(ImageIndex index, string path)
    {
        List<IndexedImage> found = [];
        Guard(() =>
        {
            string full = PathResolver.Literal(this, path);
            found = index.TryGet(full, out IndexedImage? image) ? [image] : throw ImageException.NotInIndex(full);
        });
        return found;
    }

    /// <summary>A pattern with a folder in it is meant from the present location; one without matches the file's name.</summary>
    private List<IndexedImage> Matching(ImageIndex index, string path)
    {
        bool nameOnly = path.IndexOfAny(['/', '\\']) < 0;
        List<IndexedImage> found = [];
        Guard(() =>
        {
            try
            {
                WildcardPattern pattern = WildcardPattern.Get(nameOnly ? path : PathResolver.Pattern(this, path), WildcardOptions.IgnoreCase);
                found = [.. index.GetImages().Where(i => pattern.IsMatch(nameOnly ? System.IO.Path.GetFileName(i.Path) : i.Path))];
            }
            catch (Exception e) when (e is WildcardPatternException or System.Management.Automation.DriveNotFoundException)
            {
                throw ImageException.NotInIndex(path);
            }
        });
        return found;
    }
}
