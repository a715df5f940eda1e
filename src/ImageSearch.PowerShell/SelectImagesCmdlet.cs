using System.Management.Automation;
using ImageSearch.Index;
using ImageSearch.PowerShell.Completers;
using ImageSearch.PowerShell.Services;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell;

/// <summary>A cmdlet that picks images of an index by id or by path. The files themselves need not exist any more.</summary>
public abstract class SelectImagesCmdlet : ServiceCmdlet
{
    /// <summary>Ids of indexed images.</summary>
    [Parameter(ParameterSetName = "Id", Mandatory = true)]
    [IdArgument]
    [ArgumentCompleter(typeof(ImageIdCompleter))]
    public long[] Id { get; set; } = [];

    /// <summary>Paths of indexed images; wildcards are matched against the paths in the index.</summary>
    [Parameter(ParameterSetName = "Path", Position = 0, ValueFromPipeline = true)]
    [SupportsWildcards]
    [PathArgument(LeavesPipedObjects = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(IndexedPathCompleter))]
    public virtual string[] Path { get; set; } = [];

    /// <summary>Paths of indexed images, taken as they are written.</summary>
    [Parameter(ParameterSetName = "LiteralPath", Mandatory = true, ValueFromPipelineByPropertyName = true)]
    [Alias("PSPath", "FullName")]
    [ArgumentCompleter(typeof(IndexedPathCompleter))]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>
    /// What stands for indexed images: images, matches and duplicates of this module, files, rows of lists with their paths, numbers as
    /// ids. What has an id is taken only if the index has that id, path and, where it is told, content.
    /// </summary>
    [Parameter(ParameterSetName = "Image", Mandatory = true, ValueFromPipeline = true)]
    [Alias("InputObject")]
    [ValidateNotNull]
    public PSObject? Image { get; set; }

    /// <summary>The service's index; null where one of this session is meant.</summary>
    private protected RemoteIndex? Remote { get; private set; }

    /// <summary>Whether nothing is named.</summary>
    private protected bool IsAllMeant => Id.Length == 0 && Path.Length == 0 && LiteralPath.Length == 0 && Image is null;

    /// <summary>Whether a path without wildcards must be that of one image.</summary>
    private protected virtual bool IsOneMeant => false;

    /// <summary>One object, as the pipeline brings it, or a list of them as an argument. Of a list's type, what is piped would be bound by
    /// its properties first.</summary>
    private IEnumerable<PSObject> Items => Image?.BaseObject is object?[] several
        ? several.Where(o => o is not null).Select(o => PSObject.AsPSObject(o)) : Image is null ? [] : [Image];

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

        foreach (PSObject item in Items)
        {
            IndexedImage? image = null;
            Guard(() => image = Piped(index, item));
            if (image is not null)
            {
                yield return image;
            }
        }

        foreach (string path in LiteralPath)
        {
            foreach (IndexedImage image in At(index, path))
            {
                yield return image;
            }
        }

        foreach (string path in Path)
        {
            string? marked = PathResolver.Marked(path);
            bool wild = marked is null && WildcardPattern.ContainsWildcardCharacters(path);
            foreach (IndexedImage image in wild ? Matching(index, path) : At(index, marked ?? WildcardPattern.Unescape(path)))
            {
                yield return image;
            }
        }
    }

    /// <inheritdoc/>
    protected override void BeginProcessing() => Remote = OpenService();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Remote?.Dispose();
        base.Dispose(disposing);
    }

    /// <summary>The images of a service's index that the parameters name, asked for as they are taken; what names none is an error
    /// record.</summary>
    private protected IEnumerable<ImageView> Select(RemoteSelection there)
    {
        foreach (ImageView image in Id.SelectMany(id => Guarded<ImageView>(() => [there.ById(id)]))
            .Concat(Items.SelectMany(item => Guarded(() => One(there.ByObject(item), item.ToString()))))
            .Concat(LiteralPath.SelectMany(path => Guarded(() => One(there.ByPath(path), path))))
            .Concat(Path.SelectMany(path => Guarded(() => Named(there, path)))))
        {
            yield return image;
        }
    }

    /// <summary>Takes what is found one by one, each step within a guard.</summary>
    private protected IEnumerable<T> Guarded<T>(Func<IEnumerable<T>> find)
    {
        IEnumerator<T>? found = null;
        Guard(() => found = find().GetEnumerator());
        using IEnumerator<T>? all = found;
        for (bool more = all is not null; more;)
        {
            more = false;
            Guard(() => more = all!.MoveNext());
            if (more)
            {
                yield return all!.Current;
            }
        }
    }

    private IEnumerable<ImageView> Named(RemoteSelection there, string path)
    {
        string? marked = PathResolver.Marked(path);
        return marked is null && WildcardPattern.ContainsWildcardCharacters(path) ? there.Matching(path)
            : One(there.ByPath(marked ?? WildcardPattern.Unescape(path)), marked ?? path);
    }

    /// <summary>Where a service tells names alone, several images may have one: nobody meant to change all of them.</summary>
    private IReadOnlyList<ImageView> One(IReadOnlyList<ImageView> found, string path) =>
        found.Count <= 1 || !IsOneMeant ? found : throw ImageException.NotOne(path, [.. found.Select(i => i.Id)]);

    /// <summary>The one image that an object stands for: all that it says of it must be so in this index.</summary>
    private IndexedImage Piped(ImageIndex index, PSObject item)
    {
        if (PipedFile.NumberOf(item) is { } asked)
        {
            return index.TryGet(asked, out IndexedImage? numbered) ? numbered : throw ImageException.IdNotFound(asked);
        }

        long? id = PipedFile.IdOf(item);
        string path = PipedFile.PathOf(item) is { } named ? PathResolver.Literal(this, named)
            : throw ImageException.NotTheSame(id?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? item.ToString(), id is null
                ? "names no file and no indexed image" : $"has the id {id} and names no file; -Id takes ids as they are");
        bool isThere = index.TryGet(path, out IndexedImage? image);
        if (id is null)
        {
            return isThere ? image! : throw ImageException.NotInIndex(path);
        }

        if (!index.TryGet(id.Value, out IndexedImage? other))
        {
            throw isThere ? ImageException.NotTheSame(path, $"has the id {id}, and '{path}' has the id {image!.Id} here")
                : ImageException.IdNotFound(id.Value);
        }

        string? hash = PipedFile.TextOf(item, nameof(IndexedImage.Sha256));
        return image?.Id != id ? throw ImageException.NotTheSame(
            path, $"has the id {id} and the path '{path}', and the id is that of '{other.Path}' here")
            : hash is not null && !hash.Equals(image.Sha256, StringComparison.OrdinalIgnoreCase)
                ? throw ImageException.NotTheSame(
                    path, $"has the id and the path of image {id}, and other content: the index has '{path}' as it is by now")
                : image;
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
                WildcardPattern pattern = WildcardPattern.Get(nameOnly ? path : PathResolver.Pattern(this, path),
                    WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant);
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
