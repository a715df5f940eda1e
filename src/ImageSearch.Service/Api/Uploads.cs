using System.Security.Cryptography;
using ImageSearch.Features;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;

namespace ImageSearch.Service.Api;

/// <summary>Adds uploaded images. Each is kept in the upload folder under its content's hash: no client chooses a path.</summary>
internal sealed class Uploads(ServiceOptions options, SearchGate gate)
{
    /// <exception cref="ServiceException">Changes are not switched on.</exception>
    public void CheckAllowed()
    {
        if (options.UploadFolder is null)
        {
            throw new ServiceException(
                403, "WritesDisabled", "This server does not take changes; 'imagesearch serve --uploads FOLDER' switches them on.");
        }
    }

    public async Task<(AddOutcome Outcome, IndexedImage Image)> AddAsync(
        NamedIndex named, byte[] bytes, string fileName, CancellationToken cancel)
    {
        string path = PathOf(bytes, fileName);
        IndexSettings settings = named.Current.Index.Settings.LimitedTo(options.LimitMegapixels);

        // Described before it is kept: what is no image never reaches the disk.
        byte[] kept = [.. bytes];
        DescribedImage described = await gate.RunAsync(() => new ImageDescriber(settings).Describe(bytes, Searches.UploadName), cancel)
            .ConfigureAwait(false);
        await Task.Run(() => Keep(path, kept), cancel).ConfigureAwait(false);
        DescribedImage image = described with { Facts = described.Facts.At(path, File.GetLastWriteTimeUtc(path)) };
        return await named.ChangeAsync(index => (index.Add(image, out IndexedImage added), added), cancel).ConfigureAwait(false);
    }

    private string PathOf(byte[] bytes, string fileName)
    {
        string ending = Path.GetExtension(fileName);
        string name = Convert.ToHexStringLower(SHA256.HashData(bytes))
            + (UpdateOptions.Extensions.Contains(ending) ? ending.ToLowerInvariant() : "");
        return Path.Combine(Path.GetFullPath(options.UploadFolder!), name);
    }

    /// <summary>Whole or not there: a file under its content's name must have that content.</summary>
    private static void Keep(string path, byte[] bytes)
    {
        if (File.Exists(path))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string beside = $"{path}.{Guid.NewGuid():N}.tmp";
        File.WriteAllBytes(beside, bytes);
        File.Move(beside, path, overwrite: true);
    }
}
