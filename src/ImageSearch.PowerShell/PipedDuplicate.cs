using System.Management.Automation;
using ImageSearch.Comparison;
using ImageSearch.Quarantine;

namespace ImageSearch.PowerShell;

/// <summary>What a piped object says of a duplicate: a result of Find-DuplicateImage, or what became of one in another session, in a file
/// or in a
/// list.</summary>
internal static class PipedDuplicate
{
    /// <summary>What is to be moved; null of an image that is to be kept.</summary>
    /// <exception cref="ImageException">The object is no duplicate, or does not tell what is needed to know its files again.</exception>
    public static MoveRequest? Of(PSCmdlet cmdlet, PSObject item)
    {
        if (PipedMatch.Flag(item, nameof(DuplicateFile.IsKeeper)))
        {
            return null;
        }

        string? path = PipedFile.PathOf(item), keeper = PipedFile.TextOf(item, nameof(DuplicateFile.KeeperPath));
        string? content = PipedFile.TextOf(item, nameof(DuplicateFile.Sha256)),
            kept = PipedFile.TextOf(item, nameof(DuplicateFile.KeeperSha256));
        string target = path ?? item.ToString();
        return path is null || keeper is null ? throw ImageException.NoDuplicate(target, "names no image that is kept in its stead")
            : content is null || kept is null
                ? throw ImageException.NoDuplicate(target, "does not tell the content of both images (Sha256, KeeperSha256)")
            : new MoveRequest(PathResolver.Literal(cmdlet, path), content, PathResolver.Literal(cmdlet, keeper), kept, RelationOf(item));
    }

    /// <summary>By its name: other sessions know it as a number.</summary>
    private static string? RelationOf(PSObject item)
    {
        string? text = PipedFile.TextOf(item, nameof(DuplicateFile.Relation))
            ?? item.Properties[nameof(DuplicateFile.Relation)]?.Value?.ToString();
        return Enum.TryParse(text, out ImageRelation relation) ? relation.ToString() : text;
    }
}
