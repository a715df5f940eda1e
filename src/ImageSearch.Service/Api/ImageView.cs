using System.Globalization;
using ImageSearch.Search;
using ImageSearch.Service.Indexes;

namespace ImageSearch.Service.Api;

/// <summary>An indexed image as /api/v1 shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="File">Its path below the server's image folder, or else its name alone.</param>
/// <param name="Path">Its full path, where the server shows paths; else absent.</param>
/// <param name="Width">Pixels, upright.</param>
/// <param name="Height">Pixels, upright.</param>
/// <param name="Pages">How many pages or frames the file has; absent of images that an earlier version indexed.</param>
/// <param name="Features">How many rows it has.</param>
/// <param name="LengthBytes">The file's length.</param>
/// <param name="ModifiedUtc">When the file was written.</param>
/// <param name="Sha256">The hash of its content.</param>
/// <param name="Thumbnail">Where its thumbnail is.</param>
internal sealed record ImageView(
    long Id, string File, string? Path, int Width, int Height, int? Pages, int Features, long LengthBytes, DateTime ModifiedUtc, string Sha256, string Thumbnail)
{
    public static ImageView Of(IndexedImage image, ServedIndex served, ServiceOptions options) =>
        new(image.Id, FileOf(image.FullName, options), options.ShowPaths ? image.FullName : null, image.Width, image.Height, image.PageCount == 0 ? null : image.PageCount,
            image.FeatureCount, image.LengthBytes, image.ModifiedUtc, Convert.ToHexStringLower(image.ContentHash.AsSpan()),
            string.Create(CultureInfo.InvariantCulture, $"/api/v1/indexes/{served.Name}/images/{image.Id}/thumbnail"));

    /// <summary>How the server's folders are called is not for everybody.</summary>
    public static string FileOf(string path, ServiceOptions options)
    {
        if (options.ImageFolder is { } folder)
        {
            string root = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder)) + System.IO.Path.DirectorySeparatorChar;
            if (path.StartsWith(root, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                return path[root.Length..].Replace(System.IO.Path.DirectorySeparatorChar, '/');
            }
        }

        return System.IO.Path.GetFileName(path);
    }
}
