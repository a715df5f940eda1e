using ImageSearch.Features;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Ingest;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;

namespace ImageSearch.Service.Api;

/// <summary>
/// Adds uploaded images, and removes images. Each upload is kept in the upload folder under its content's hash, and there as its sender
/// calls it: no client chooses a path, and the same image is one image, however it is sent, called as it was first. What is
/// refused leaves no file behind; with an image goes the file that was kept for it.
/// </summary>
internal sealed class Uploads(ServiceOptions options, SearchGate gate, ImageBuffers buffers, UploadStore store, IndexSet indexes)
{
    private readonly KeyedLock _paths = new();

    /// <exception cref="ServiceException">Changes are not switched on.</exception>
    public void CheckAllowed()
    {
        if (options.Follow is { } follow)
        {
            throw new ServiceException(403, "FollowsPrimary",
                $"This server is a read replica of {follow.Primary}: send changes there; they come here by themselves.");
        }

        if (options.UploadFolder is null)
        {
            throw new ServiceException(403, "WritesDisabled",
                "This server does not take changes; 'imagesearch serve --uploads FOLDER' switches them on.");
        }
    }

    public async Task<(AddOutcome Outcome, IndexedImage Image)> AddAsync(NamedIndex named, ReceivedBody body, CancellationToken cancel)
    {
        IndexSettings settings = named.Current.Index.Settings.LimitedTo(options.LimitMegapixels);

        // Described before it is kept: what is no image never reaches the disk.
        DescribedImage described = await gate.RunAsync(
            () =>
            {
                using ImageBuffer image = body.CopyTo(buffers);
                return new ImageDescriber(settings).Describe(image.Bytes, image.LengthBytes, Searches.UploadName);
            },
            cancel).ConfigureAwait(false);
        string name = Convert.ToHexStringLower(described.Facts.ContentHash.AsSpan());
        using IDisposable held = await _paths.EnterAsync(name, cancel).ConfigureAwait(false);
        string? made = null;
        try
        {
            return await named.ChangeAsync(index => Add(index, store.Known(index, described.Facts.ContentHash)
                ?? store.PathFor(name, body.FileName, EndingsOf(body.Bytes))), cancel).ConfigureAwait(false);
        }
        catch
        {
            // Whatever went wrong, the index does not have it.
            store.Delete(made);
            throw;
        }

        (AddOutcome, IndexedImage) Add(ImageIndex index, string path)
        {
            made = store.Keep(path, body.Bytes) ? path : null;
            DescribedImage image = described with { Facts = described.Facts.At(path, File.GetLastWriteTimeUtc(path)) };
            return (index.Add(image, out IndexedImage added), added);
        }
    }

    /// <param name="named">The index.</param>
    /// <param name="id">The image.</param>
    /// <param name="isMeant">Whether the image that has the id now is the one to remove.</param>
    /// <param name="cancel">Ends the wait for other writers.</param>
    /// <returns>The image that was removed.</returns>
    /// <exception cref="ImageException">The index has no such image.</exception>
    /// <exception cref="ServiceException">It is another one.</exception>
    public async Task<IndexedImage> RemoveAsync(NamedIndex named, long id, Func<IndexedImage, bool> isMeant, CancellationToken cancel)
    {
        IndexedImage removed = named.Current.Snapshot.GetImage(id);
        await named.ChangeAsync(
            index =>
            {
                removed = index.TryGet(id, out IndexedImage? now) ? now : throw ImageException.IdNotFound(id);
                if (!isMeant(removed))
                {
                    throw new ServiceException(412, "ImageChanged",
                        "The image with this id is another one by now than the one that was to be removed. Nothing was changed.");
                }

                return index.Remove(id);
            },
            cancel).ConfigureAwait(false);
        if (!UploadStore.IsOwn(removed, options))
        {
            return removed;
        }

        using IDisposable held = await _paths.EnterAsync(Convert.ToHexStringLower(removed.ContentHash.AsSpan()), CancellationToken.None)
            .ConfigureAwait(false);
        if (!indexes.All.Any(i => i.Served?.Index.TryGet(removed.Path, out _) == true))
        {
            store.Delete(removed.Path);
        }

        return removed;
    }

    /// <summary>By what it is, not by what its sender calls it.</summary>
    private static string[] EndingsOf(ReadOnlySpan<byte> bytes) => ImageFormats.Of(bytes) switch
    {
        ImageFormat.Jpeg => [".jpg", ".jpeg", ".jpe", ".jfif"],
        ImageFormat.Tiff => [".tif", ".tiff"],
        ImageFormat.Heic => [".heic", ".heif", ".hif"],
        ImageFormat.JpegXl => [".jxl"],
        ImageFormat.Jpeg2000 => [".jp2", ".jpx", ".jpf"],
        ImageFormat.Jpeg2000Codestream => [".j2k", ".j2c", ".jpc"],
        ImageFormat.Unknown => [""],
        ImageFormat other => ["." + other.ToString().ToLowerInvariant()],
    };
}
