using System.Globalization;
using ImageSearch.Index;
using ImageSearch.Service.Indexes;
using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>Shows indexed images, and no more of the server's folders than its options say.</summary>
internal static class ImageViews
{
    public static ImageView Of(IndexedImage image, ServedIndex served, ServiceOptions options) =>
        new(image.Id, FileOf(image.FullName, options), options.ShowPaths ? image.FullName : null, image.Width, image.Height,
            image.PageCount == 0 ? null : image.PageCount,
            image.FeatureCount, image.LengthBytes, image.ModifiedUtc, Convert.ToHexStringLower(image.ContentHash.AsSpan()),
            string.Create(CultureInfo.InvariantCulture, $"{options.BasePath}/api/v1/indexes/{served.Name}/images/{image.Id}/thumbnail"));

    /// <summary>How the server's folders are called is not for everybody.</summary>
    public static string FileOf(string path, ServiceOptions options)
    {
        if (options.ImageFolder is { } folder)
        {
            string root = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(folder))
                + System.IO.Path.DirectorySeparatorChar;
            if (path.StartsWith(root, OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal))
            {
                return path[root.Length..].Replace(System.IO.Path.DirectorySeparatorChar, '/');
            }
        }

        return System.IO.Path.GetFileName(path);
    }
}
