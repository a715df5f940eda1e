using System.Globalization;
using System.Management.Automation;
using ImageSearch.Files;
using ImageSearch.Wire;

namespace ImageSearch.PowerShell.Services;

/// <summary>
/// Picks images of a service's index as Get- and Remove-IndexedImage name them. Where the service tells full paths, a path means what it
/// means without a service; where it tells names alone, it is compared with those as it is written.
/// </summary>
/// <param name="cmdlet">Whose present location paths are meant from.</param>
/// <param name="index">The index.</param>
/// <exception cref="ImageException">Of all: nothing is there of that name, or what is there is another image.</exception>
/// <exception cref="ImageServiceException">Of all: the service cannot be reached, or refuses.</exception>
internal sealed class RemoteSelection(PSCmdlet cmdlet, RemoteIndex index)
{
    /// <summary>A URL takes no longer names; then all images are asked for.</summary>
    private const int MaxNameAsked = 255;

    /// <summary>The image with an id.</summary>
    public ImageView ById(long id)
    {
        try
        {
            return index.Get(id);
        }
        catch (ImageServiceException e) when (e.Id == nameof(ErrorKind.ImageNotFound))
        {
            throw ImageException.IdNotFound(id);
        }
    }

    /// <summary>The images with a path, as it is written: several where the service tells names alone.</summary>
    public IReadOnlyList<ImageView> ByPath(string path)
    {
        if (RemoteIndex.IdOf(path) is { } id)
        {
            ImageView image = ById(id);
            return index.IsCalled(image, path) ? [image] : throw ImageException.NotInIndex(path);
        }

        string full = PathResolver.Literal(cmdlet, path);
        string name = LeafOf(path);
        ImageView[] found = [.. All(name.Length is 0 or > MaxNameAsked || name != LeafOf(full) ? null : name).Where(i => i.Path is { } told
            ? told == path || FilePaths.Comparer.Equals(told, full) : i.File == path)];
        return found.Length > 0 ? found : throw ImageException.NotInIndex(path);
    }

    /// <summary>The image that an object stands for: all that it says of it must be so.</summary>
    public IReadOnlyList<ImageView> ByObject(PSObject item)
    {
        if (PipedFile.NumberOf(item) is { } number)
        {
            return [ById(number)];
        }

        long? id = PipedFile.IdOf(item);
        string? path = PipedFile.PathOf(item);
        if (path is null || id is null)
        {
            return path is not null ? ByPath(path) : throw ImageException.NotTheSame(
                id?.ToString(CultureInfo.InvariantCulture) ?? item.ToString(), id is null
                    ? "names no file and no indexed image" : $"has the id {id} and names no file; -Id takes ids as they are");
        }

        ImageView image = ById(id.Value);
        string? hash = PipedFile.TextOf(item, nameof(Index.IndexedImage.Sha256));
        return !index.IsCalled(image, path) ? throw ImageException.NotTheSame(
                path, $"has the id {id} and the path '{path}', and the id is that of '{index.PathOf(image)}' there")
            : hash is not null && !hash.Equals(image.Sha256, StringComparison.OrdinalIgnoreCase)
                ? throw ImageException.NotTheSame(
                    path, $"has the id and the path of image {id}, and other content: the service has '{path}' as it is by now")
                : [image];
    }

    /// <summary>All images by id, or those with a text in their names; asked for page by page, as they are taken.</summary>
    public IEnumerable<ImageView> All(string? called)
    {
        for (long after = 0; index.Page(after, called) is { Count: > 0 } page; after = page[^1].Id)
        {
            foreach (ImageView image in page)
            {
                yield return image;
            }
        }
    }

    /// <summary>The images that a pattern fits; one with a folder in it is meant from the present location where the service tells full
    /// paths.</summary>
    public IEnumerable<ImageView> Matching(string path)
    {
        const WildcardOptions Options = WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant;
        bool nameOnly = path.IndexOfAny(['/', '\\']) < 0;
        WildcardPattern written, located;
        try
        {
            written = WildcardPattern.Get(path, Options);
            located = nameOnly ? written : WildcardPattern.Get(PathResolver.Pattern(cmdlet, path), Options);
            _ = written.IsMatch("");
            _ = located.IsMatch("");
        }
        catch (Exception e) when (e is WildcardPatternException or System.Management.Automation.DriveNotFoundException)
        {
            throw ImageException.NotInIndex(path);
        }

        return All(null).Where(i => nameOnly ? written.IsMatch(LeafOf(i.File))
            : i.Path is { } full ? located.IsMatch(full) : written.IsMatch(i.File));
    }

    /// <summary>The last part of a path, of whichever system.</summary>
    private static string LeafOf(string path) => path[(path.LastIndexOfAny(['/', '\\']) + 1)..];
}
