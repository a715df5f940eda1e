using ImageSearch.Imaging.Vips;

namespace ImageSearch.Imaging;

/// <summary>A file's pages or frames.</summary>
internal sealed class FilePages : IDisposable
{
    private readonly VipsObject _source;
    private readonly OpenedImage _opened;

    private FilePages(string path, VipsObject source, OpenedImage opened)
    {
        Path = path;
        _source = source;
        _opened = opened;
        AreReadable = VipsNative.GetPageCount(opened.Image) == opened.PageCount;
    }

    public string Path { get; }

    public int Count => _opened.PageCount;

    /// <summary>Whether libvips knows of all of them.</summary>
    public bool AreReadable { get; }

    /// <summary>Whether each stands for itself, in a size of its own.</summary>
    public bool IsDocument => _opened.IsTiff;

    /// <summary>How many are read as one.</summary>
    public int PagesAtOnce => IsDocument ? 1 : Count;

    /// <summary>Opens a file; null if libvips does not know its format.</summary>
    /// <exception cref="VipsException">It cannot be read.</exception>
    public static FilePages? Open(string path)
    {
        VipsObject source = VipsObject.Own(VipsNative.NewSourceFromFile(path));
        try
        {
            if (VipsDecoder.Open(source) is { } opened)
            {
                return new FilePages(path, source, opened);
            }
        }
        catch (VipsException)
        {
            source.Dispose();
            throw;
        }

        source.Dispose();
        return null;
    }

    /// <summary>One page of a document by its number, from 0; of anything else all frames, one below the other.</summary>
    /// <exception cref="VipsException">It cannot be read.</exception>
    public PageStrip Read(int number) => new(VipsDecoder.LoadPages(_opened, IsDocument ? number : 0, IsDocument ? 1 : -1));

    public void Dispose()
    {
        _opened.Dispose();
        _source.Dispose();
    }
}
