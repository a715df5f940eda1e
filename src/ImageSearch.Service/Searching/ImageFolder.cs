using ImageSearch.Files;
using ImageSearch.Service.Problems;

namespace ImageSearch.Service.Searching;

/// <summary>
/// Finds the images that may be named by path: files below one folder. Whatever else a path says, however it is spelt, gets the same
/// refusal, so that it tells nothing about what is there. Links below the folder are not followed.
/// </summary>
internal sealed class ImageFolder(ServiceOptions options)
{
    /// <summary>Longer paths lead nowhere.</summary>
    public const int MaxPathCharacters = 4096;

    private static readonly char[] Separators = OperatingSystem.IsWindows() ? ['/', '\\'] : ['/'];

    private static readonly StringComparison Comparison =
        OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    private readonly string? _root = RootOf(options);

    /// <summary>Where a full path lies below the folder, with slashes between its parts; null if it lies elsewhere. The disk is not
    /// asked.</summary>
    public static string? Below(string fullPath, ServiceOptions options) =>
        RootOf(options) is { } root && fullPath.StartsWith(root + Path.DirectorySeparatorChar, Comparison)
        ? fullPath[(root.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/') : null;

    /// <summary>The full path of a file below the folder; null if it is none.</summary>
    public string? Find(string path)
    {
        if (_root is null || path.Length is 0 or > MaxPathCharacters || path.Any(char.IsControl))
        {
            return null;
        }

        string below = path.StartsWith(_root + Path.DirectorySeparatorChar, Comparison) ? path[(_root.Length + 1)..] : path;
        string[] parts = below.Split(Separators);
        if (!parts.All(IsName))
        {
            return null;
        }

        string at = _root;
        foreach (string part in parts)
        {
            at = Path.Combine(at, part);
            if (!IsThere(at))
            {
                return null;
            }
        }

        return File.Exists(at) && RegularFile.Is(at) ? at : null;
    }

    private static string? RootOf(ServiceOptions options) => options.ImageFolder is null ? null
        : Path.TrimEndingDirectorySeparator(Path.GetFullPath(options.ImageFolder));

    /// <summary>Whether something is there that is no link. A name that is longer than the system takes names nothing.</summary>
    private static bool IsThere(string path)
    {
        try
        {
            FileAttributes attributes = File.GetAttributes(path);
            return !attributes.HasFlag(FileAttributes.ReparsePoint);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>The bytes of such a file, within the limit of bodies.</summary>
    /// <exception cref="ServiceException">It is longer, or cannot be read.</exception>
    public ImageBuffer Read(string file, ImageBuffers buffers)
    {
        ImageBuffer? image = null;
        try
        {
            using FileStream stream = File.OpenRead(file);
            if (stream.Length > options.LimitBodyBytes)
            {
                throw new ServiceException(413, "RequestTooLarge",
                    $"The image's file is longer than the {options.LimitBodyBytes} bytes that this server takes (--limit-body-megabytes).");
            }

            image = buffers.Rent((int)stream.Length);
            stream.ReadExactly(image.Bytes, 0, image.LengthBytes);
            return image;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            image?.Dispose();
            throw ServiceException.Invalid("image cannot be read.");
        }
    }

    /// <summary>One step down: no way up, no drive or stream, and no spelling that Windows would take for another.</summary>
    private static bool IsName(string part) =>
        part.Length > 0 && part is not ("." or "..") && !part.Contains('\\', StringComparison.Ordinal)
        && (!OperatingSystem.IsWindows() || (!part.Contains(':', StringComparison.Ordinal) && !part.EndsWith('.') && !part.EndsWith(' ')));
}
