namespace ImageSearch.Imaging.Vips;

/// <summary>
/// Which page of a TIFF stands for the file: the first, unless it is a thumbnail of what follows. Cameras and scanners put one there, and
/// by it the file would seem small.
/// </summary>
internal static class MainPage
{
    /// <summary>Pages that are looked at; the headers of thousands would take longer than the pixels of one.</summary>
    private const int MaxLookedAt = 8;

    /// <summary>A first page with so many times fewer pixels than a later one is its thumbnail.</summary>
    private const int TimesSmaller = 4;

    /// <param name="pages">How many there are.</param>
    /// <param name="open">Opens one by its number, from 0; it is disposed of.</param>
    public static int Of(int pages, Func<int, VipsObject> open)
    {
        long[] pixels = [.. Enumerable.Range(0, Math.Min(pages, MaxLookedAt)).Select(page =>
        {
            using VipsObject image = open(page);
            return (long)VipsNative.GetWidth(image) * VipsNative.GetHeight(image);
        })];
        int largest = Array.IndexOf(pixels, pixels.Max());
        return pixels[largest] >= TimesSmaller * pixels[0] ? largest : 0;
    }
}
