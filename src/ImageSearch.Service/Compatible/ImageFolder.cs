using ImageSearch.Service.Problems;

namespace ImageSearch.Service.Compatible;

/// <summary>
/// Finds the images that may be named by path: files below one folder. Whatever else a path says, however it is spelt, gets the same
/// refusal, so that it tells nothing about what is there. Links below the folder are not followed.
/// </summary>
internal sealed class ImageFolder(ServiceOptions options)
{
    private static readonly char[] Separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];

    private readonly string? _root = options.ImageFolder is null ? null
        : Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.ImageFolder));

    /// <summary>The full path of a file below the folder; null if it is none.</summary>
    public string? Find(string path)
    {
        if (_root is null || path.Length is 0 or > 4096 || path.Any(char.IsControl))
        {
            return null;
        }

        StringComparison comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        string below = path.StartsWith(_root + Path.DirectorySeparatorChar, comparison) ? path[(_root.Length + 1)..] : path;
        string[] parts = below.Split(Separators);
        if (!parts.All(IsName))
        {
            return null;
        }

        string at = _root;
        foreach (string part in parts)
        {
            at = Path.Combine(at, part);
            if (new FileInfo(at).Attributes is var attributes && ((int)attributes == -1 || attributes.HasFlag(FileAttributes.ReparsePoint)))
            {
                return null;
            }
        }

        return File.Exists(at) ? at : null;
    }

    /// <summary>The bytes of such a file, within the limit of bodies.</summary>
    /// <exception cref="ServiceException">It is longer, or cannot be read.</exception>
    public async Task<byte[]> ReadAsync(string file, CancellationToken cancel)
    {
        try
        {
            return new FileInfo(file).Length <= options.LimitBodyBytes
                ? await File.ReadAllBytesAsync(file, cancel).ConfigureAwait(false)
                : throw new ServiceException(413, "RequestTooLarge", "The image's file is longer than this server takes.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw ServiceException.Invalid("image cannot be read.");
        }
    }

    /// <summary>One step down: no way up, no drive or stream, and no spelling that Windows would take for another.</summary>
    private static bool IsName(string part) =>
        part.Length > 0 && part is not ("." or "..") && !part.Contains('\\', StringComparison.Ordinal)
        && (!OperatingSystem.IsWindows() || (!part.Contains(':', StringComparison.Ordinal) && !part.EndsWith('.') && !part.EndsWith(' ')));
}
