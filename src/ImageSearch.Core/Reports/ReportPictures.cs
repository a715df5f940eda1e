using System.Collections.Concurrent;
using ImageSearch.Comparison;
using ImageSearch.Imaging;
using ImageSearch.Imaging.Vips;

namespace ImageSearch.Reports;

/// <summary>Makes the small pictures of a report, of which some may be made at once, within the room that there is for them.</summary>
internal sealed class ReportPictures
{
    private const int Quality = 80;
    private const int DetailPixels = 320;

    /// <summary>What a JPEG of so many pixels a side takes, by and large, as text.</summary>
    private const double BytesAPixelSquare = 0.35;

    /// <summary>Smaller ones show nothing.</summary>
    private const int MinPixels = 96;

    /// <summary>A difference that is smaller than this share of the image's longer side is enlarged.</summary>
    private const double SmallShare = 0.25;

    /// <summary>A difference is shown with as much around it on each side, as a share of its own size; and at least so many pixels in
    /// all.</summary>
    private const double Around = 1;

    private const int MinDetailPixels = 64;

    private readonly ConcurrentDictionary<string, Lazy<ShownImage>> _keepers = [];
    private readonly DuplicateReportOptions _options;
    private readonly int _longSide;
    private long _left;

    public ReportPictures(IReadOnlyList<ReportedDuplicate> duplicates, DuplicateReportOptions options)
    {
        _options = options;
        _left = options.MaximumMegabytes * 1_000_000L;
        double images = Math.Max(1, duplicates.Count + duplicates.Select(d => d.Group).Distinct().Count());
        _longSide = (int)Math.Clamp(Math.Sqrt(_left / images / BytesAPixelSquare), Math.Min(MinPixels, options.ThumbnailPixels),
            options.ThumbnailPixels);
    }

    /// <summary>Whether there is room for more pictures.</summary>
    public bool HasRoom => Interlocked.Read(ref _left) > 0;

    /// <summary>Takes the room for a picture that is written.</summary>
    public void Spend(long bytes) => Interlocked.Add(ref _left, -bytes);

    /// <summary>Reads both images of a pair; the keeper once for all of its group that follow each other.</summary>
    public PicturedPair Of(ReportedDuplicate pair)
    {
        ShownImage keeper = _keepers.GetOrAdd(pair.Keeper.Path, _ => new Lazy<ShownImage>(() => Show(pair.Keeper))).Value,
            duplicate = Show(pair.Duplicate);
        return new PicturedPair(pair, keeper, duplicate)
        {
            Detail = pair.Differences is [{ } largest, ..] && keeper.Jpeg is not null && duplicate.Jpeg is not null
                ? Details(keeper, duplicate, largest) : null,
        };
    }

    /// <summary>Forgets the keepers but for one, whose group may go on.</summary>
    public void Forget(string allButPath)
    {
        foreach (string path in _keepers.Keys.Where(p => p != allButPath))
        {
            _keepers.TryRemove(path, out _);
        }
    }

    private void Tell(ImageException error)
    {
        lock (_keepers)
        {
            _options.OnNotShown?.Invoke(error);
        }
    }

    private ShownImage Show(ReportedImage image)
    {
        var file = new FileInfo(image.Path);
        long? length = file.Exists ? file.Length : image.LengthBytes;
        if (!HasRoom)
        {
            return new ShownImage(image, null, image.Width, image.Height, length,
                "not shown: the report has all the pictures that it may hold");
        }

        try
        {
            return UprightImage.Read(image.Path, _options.LimitMegapixels, (_, _) => _longSide, "down",
                (small, width, height) => new ShownImage(image, EncodedImage.Jpeg(small, Quality), width, height, length, null));
        }
        catch (ImageException e)
        {
            Tell(e);
            return new ShownImage(image, null, image.Width, image.Height, length, e.Message);
        }
    }

    private (DetailPicture Keeper, DetailPicture Duplicate)? Details(ShownImage keeper, ShownImage duplicate, ImageDifference difference)
    {
        try
        {
            return Region(difference.First, keeper) is { } first && Region(difference.Second, duplicate) is { } second
                ? (Cut(keeper.Image.Path, first), Cut(duplicate.Image.Path, second)) : null;
        }
        catch (ImageException e)
        {
            // It could be read a moment ago: what is left out is the enlargement alone.
            Tell(e);
            return null;
        }
    }

    /// <summary>What is enlarged, in pixels of the file; null where the difference is no small one.</summary>
    private static (int Left, int Top, int Width, int Height)? Region(IReadOnlyList<(double X, double Y)> outline, ShownImage shown)
    {
        (int width, int height) = (shown.Width!.Value, shown.Height!.Value);
        double left = outline.Min(p => p.X), right = outline.Max(p => p.X), top = outline.Min(p => p.Y), bottom = outline.Max(p => p.Y);
        double side = Math.Max(right - left, bottom - top);
        if (!(side < SmallShare * Math.Max(width, height)))
        {
            return null;
        }

        double reach = Math.Max(MinDetailPixels, side * (1 + (2 * Around))) / 2, x = (left + right) / 2, y = (top + bottom) / 2;
        (int x0, int x1) = ((int)Math.Clamp(x - reach, 0, width - 1), (int)Math.Clamp(x + reach, 1, width));
        (int y0, int y1) = ((int)Math.Clamp(y - reach, 0, height - 1), (int)Math.Clamp(y + reach, 1, height));
        return x1 > x0 && y1 > y0 ? (x0, y0, x1 - x0, y1 - y0) : null;
    }

    private DetailPicture Cut(string path, (int Left, int Top, int Width, int Height) region)
    {
        double scale = Math.Min(1, (double)DetailPixels / Math.Max(region.Width, region.Height));
        return UprightImage.Read(path, _options.LimitMegapixels, (width, height) => (int)Math.Ceiling(Math.Max(width, height) * scale),
            "down", (image, width, height) =>
        {
            int across = VipsNative.GetWidth(image), down = VipsNative.GetHeight(image);
            (int left, int right) = (region.Left * across / width, Math.Max(1, (region.Left + region.Width) * across / width));
            (int top, int bottom) = (region.Top * down / height, Math.Max(1, (region.Top + region.Height) * down / height));
            using var cut = new VipsOperation("extract_area");
            using VipsObject part = cut.Set("input", image).Set("left", left).Set("top", top)
                .Set("width", Math.Max(1, right - left)).Set("height", Math.Max(1, bottom - top)).RunToImage();
            return new DetailPicture(EncodedImage.Jpeg(part, Quality), region.Left, region.Top, region.Width, region.Height);
        });
    }
}
