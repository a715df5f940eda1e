using System.Globalization;
using ImageSearch.Index;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Searching;
using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>Shows indexed images, and no more of the server's folders than its options say.</summary>
internal static class ImageViews
{
    public static ImageView Of(IndexedImage image, ServedIndex served, ServiceOptions options)
    {
        string route = string.Create(CultureInfo.InvariantCulture, $"{options.BasePath}/api/v1/indexes/{served.Name}/images/{image.Id}");
        return new ImageView(image.Id, FileOf(image.FullName, options), options.ShowPaths ? image.FullName : null, image.Width,
            image.Height, image.PageCount == 0 ? null : image.PageCount,
            image.FeatureCount, image.LengthBytes, image.ModifiedUtc, Convert.ToHexStringLower(image.ContentHash.AsSpan()),
            route + "/thumbnail")
        {
            Original = Originals.AreServed(image, options) ? route + "/original" : null,
        };
    }

    /// <summary>How the server's folders are called is not for everybody, and that of an upload tells nothing.</summary>
    public static string FileOf(string path, ServiceOptions options) =>
        UploadStore.HasPlaceFor(path, options) ? Path.GetFileName(path) : ImageFolder.Below(path, options) ?? Path.GetFileName(path);
}
