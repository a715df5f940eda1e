using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>Compares files of several pages or frames, page by page: they are the same only if all of them are.</summary>
internal sealed class PageComparer
{
    /// <summary>The file that is being read: what an error is about.</summary>
    private string _reading = "";

    private PageComparer()
    {
    }

    /// <summary>How many pages or frames a file has.</summary>
    /// <exception cref="ImageException">Not found or unreadable.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static int Count(string path) => new PageComparer().Guard(comparer =>
    {
        using FilePages? pages = comparer.Open(path);
        return pages?.Count ?? 1;
    });

    /// <summary>
    /// Whether two files have the same pages: as many, each of the same kind and size, with the same pixels. It says no where more pixels
    /// than the limit would have to be read, and of animations whose frames cannot be read.
    /// </summary>
    /// <param name="first">An image file.</param>
    /// <param name="second">Another one.</param>
    /// <param name="limitMegapixels">Of all pages together.</param>
    /// <exception cref="ImageException">Not found or unreadable; the file is named.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static bool AreEqual(string first, string second, double limitMegapixels) => new PageComparer().Guard(comparer =>
    {
        using FilePages? one = comparer.Open(first), other = comparer.Open(second);
        return one is not null && other is not null && one.Count == other.Count && one.AreReadable && other.AreReadable
            && comparer.HaveSamePages(one, other, limitMegapixels);
    });

    private FilePages? Open(string path)
    {
        _reading = Path.GetFullPath(path);
        return File.Exists(path) ? FilePages.Open(_reading) : throw ImageException.NotFound(_reading);
    }

    /// <summary>
    /// Frames of an animation build on one another, so they are read as one long strip; pages of a document may differ in size, so they are
    /// read one by one.
    /// </summary>
    private bool HaveSamePages(FilePages one, FilePages other, double limitMegapixels)
    {
        double left = limitMegapixels * 1e6;
        for (int number = 0; number < (one.IsDocument ? one.Count : 1); number++)
        {
            using PageStrip a = Read(one, number), b = Read(other, number);
            left -= a.Pixels;
            if (left < 0 || !a.IsLike(b)
                || !PixelBudget.Shared.Run(2 * (a.Pixels / one.PagesAtOnce), () => HaveSamePixels(one, a, other, b)))
            {
                return false;
            }
        }

        return true;
    }

    private PageStrip Read(FilePages file, int number)
    {
        _reading = file.Path;
        return file.Read(number);
    }

    private bool HaveSamePixels(FilePages one, PageStrip a, FilePages other, PageStrip b)
    {
        for (int top = 0; top < a.Height; top += a.RowsAtOnce)
        {
            _reading = one.Path;
            byte[] rows = a.Rows(top);
            _reading = other.Path;
            if (!rows.AsSpan().SequenceEqual(b.Rows(top)))
            {
                return false;
            }
        }

        return true;
    }

    private T Guard<T>(Func<PageComparer, T> work)
    {
        try
        {
            VipsRuntime.EnsureStarted();
            return VipsGate.Run(() => work(this));
        }
        catch (Exception e) when (e is VipsException or IOException or UnauthorizedAccessException or OverflowException)
        {
            throw ImageException.Unreadable(_reading, e.Message.TrimEnd('.'), e);
        }
    }
}
