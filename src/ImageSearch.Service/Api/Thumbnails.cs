using System.Globalization;
using ImageSearch.Imaging;
using ImageSearch.Index;
using ImageSearch.Service.Following;
using ImageSearch.Service.Measures;
using ImageSearch.Service.Problems;
using Microsoft.Extensions.Caching.Memory;

namespace ImageSearch.Service.Api;

/// <summary>Makes thumbnails, few at once, and keeps some. An image whose file was changed since has none: it would show something
/// else.</summary>
internal sealed class Thumbnails(ServiceOptions options, Metrics metrics, Follower follower) : IDisposable
{
    private const long BudgetBytes = 32 << 20;
    private const int MaxWaiting = 256;

    private readonly MemoryCache _made = new(new MemoryCacheOptions { SizeLimit = BudgetBytes });
    private readonly SemaphoreSlim _slots = new(Math.Max(1, Environment.ProcessorCount / 2));
    private int _waiting;

    /// <summary>The ETag of a thumbnail: of what the image is and how large it is shown.</summary>
    public static string TagOf(IndexedImage image, int longSidePixels) => string.Create(CultureInfo.InvariantCulture,
        $"\"{Convert.ToHexStringLower(image.ContentHash.AsSpan(0, 16))}-{longSidePixels}\"");

    /// <summary>A thumbnail of an image; a read replica that does not have its file asks the primary.</summary>
    /// <param name="index">The index's name.</param>
    /// <param name="image">The image.</param>
    /// <param name="longSidePixels">How large.</param>
    /// <param name="cancel">Ends it.</param>
    /// <exception cref="ServiceException">Its file is gone or another one, or too many wait for theirs.</exception>
    public async Task<byte[]> GetAsync(string index, IndexedImage image, int longSidePixels, CancellationToken cancel)
    {
        string key = string.Create(CultureInfo.InvariantCulture, $"{Convert.ToHexString(image.ContentHash.AsSpan())}-{longSidePixels}");
        if (_made.TryGetValue(key, out byte[]? made))
        {
            return made!;
        }

        try
        {
            if (Interlocked.Increment(ref _waiting) > MaxWaiting)
            {
                throw new ServiceException(429, "TooBusy", "Too many thumbnails are waited for already; come again.");
            }

            await _slots.WaitAsync(cancel).ConfigureAwait(false);
            try
            {
                byte[] jpeg = await Task.Run(() => metrics.Stage("thumbnail", () => Make(image, longSidePixels)), cancel)
                    .ConfigureAwait(false)
                    ?? await follower.ThumbnailAsync(index, image.Id, longSidePixels, TagOf(image, longSidePixels), cancel)
                    .ConfigureAwait(false) ?? throw Gone();
                return _made.Set(key, jpeg, new MemoryCacheEntryOptions { Size = jpeg.Length });
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

    public void Dispose()
    {
        _made.Dispose();
        _slots.Dispose();
    }

    /// <returns>Null if the file is gone, or another one.</returns>
    private byte[]? Make(IndexedImage image, int longSidePixels)
    {
        FileFacts? before = FactsOf(image);
        bool IsIndexed(FileFacts? facts) => facts?.ContentHash.AsSpan().SequenceEqual(image.ContentHash.AsSpan()) == true;
        if (!IsIndexed(before))
        {
            return null;
        }

        byte[] jpeg = Thumbnail.Make(image.FullName, longSidePixels, options.LimitMegapixels);

        // Between the two looks at it, the file may have been replaced.
        var now = new FileInfo(image.FullName);
        return now.Exists && now.Length == before!.LengthBytes && now.LastWriteTimeUtc == before.ModifiedUtc ? jpeg
            : IsIndexed(FactsOf(image)) ? jpeg : null;
    }

    private static FileFacts? FactsOf(IndexedImage image)
    {
        try
        {
            return ImageReader.ReadFacts(image.FullName);
        }
        catch (ImageException)
        {
            return null;
        }
    }

    /// <summary>There is nothing to be shown of an image.</summary>
    public static ServiceException Gone() =>
        new(404, "ImageNotFound", "The image's file is no longer there, or is another than the one that was indexed.");
}
