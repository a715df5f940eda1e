using System.Security.Cryptography;
using ImageSearch.Files;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Service.Indexes;
using ImageSearch.Service.Problems;
using ImageSearch.Service.Searching;

namespace ImageSearch.Service.Api;

/// <summary>
/// Opens the files of images, as they were indexed: those below the image folder, and those that were uploaded. An index may know of files
/// elsewhere, which nobody said may be given away; of these there are thumbnails alone.
/// </summary>
internal sealed class Originals(ServiceOptions options, ImageFolder folder) : IDisposable
{
    private const int MaxWaiting = 256;

    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;

    /// <summary>Whether an image's file may be given away, be it there or not.</summary>
    public static bool AreServed(IndexedImage image, ServiceOptions options) =>
        ImageFolder.Below(image.FullName, options) is not null || UploadStore.IsOwn(image, options);

    /// <summary>Opens the file, having read it once: what is sent is what was indexed. Tells its format too.</summary>
    /// <exception cref="ServiceException">It is not served, not there, another one by now, or too many wait for theirs.</exception>
    public async Task<(FileStream File, ImageFormat Format)> OpenAsync(IndexedImage image, CancellationToken cancel)
    {
        if (!AreServed(image, options))
        {
            throw new ServiceException(404, "ImageNotFound",
                "The file itself is served of images below the server's image folder (--images) and of uploads alone.");
        }

        string path = PathOf(image) ?? throw Thumbnails.Gone();
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
            if (file.Length == image.LengthBytes && await HasHashAsync(file, image, cancel).ConfigureAwait(false))
            {
                byte[] start = new byte[ImageFormats.StartBytes];
                file.Position = 0;
                int length = await file.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancel).ConfigureAwait(false);
                file.Position = 0;
                (FileStream, ImageFormat) whole = (file, ImageFormats.Of(start.AsSpan(0, length)));
                file = null;
                return whole;
            }

            throw Thumbnails.Gone();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !cancel.IsCancellationRequested)
        {
            throw Thumbnails.Gone();
        }
        finally
        {
            if (file is not null)
            {
                await file.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>What a file of some format is called on the web, and whether browsers show it.</summary>
    public static (string Type, bool IsShown) TypeOf(ImageFormat format) => format switch
    {
        ImageFormat.Jpeg => ("image/jpeg", true),
        ImageFormat.Png => ("image/png", true),
        ImageFormat.Gif => ("image/gif", true),
        ImageFormat.WebP => ("image/webp", true),
        ImageFormat.Avif => ("image/avif", true),
        ImageFormat.Bmp => ("image/bmp", true),
        ImageFormat.Tiff => ("image/tiff", false),
        ImageFormat.Heic => ("image/heic", false),
        ImageFormat.JpegXl => ("image/jxl", false),
        ImageFormat.Jpeg2000 => ("image/jp2", false),
        _ => ("application/octet-stream", false),
    };

    public void Dispose() => _slots.Dispose();

    /// <summary>Neither a link nor a pipe; null if there is no such file.</summary>
    private string? PathOf(IndexedImage image)
    {
        try
        {
            return !UploadStore.IsOwn(image, options) ? folder.Find(image.FullName)
                : RegularFile.Is(image.FullName) ? image.FullName : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private async Task<bool> HasHashAsync(FileStream file, IndexedImage image, CancellationToken cancel)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting)
            {
                throw new ServiceException(429, "TooBusy", "Too many originals are waited for already; come again.");
            }

            await _slots.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                byte[] hash = await SHA256.HashDataAsync(file, cancel).ConfigureAwait(false);
                return image.ContentHash.AsSpan().SequenceEqual(hash);
            }
            finally
            {
                _slots.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }
}
