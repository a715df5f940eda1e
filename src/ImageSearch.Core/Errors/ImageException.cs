using System.Globalization;

namespace ImageSearch;

/// <summary>An error about one image; the next image can go on.</summary>
public sealed class ImageException : ImageSearchException
{
    private ImageException(ErrorKind kind, string target, string message, Exception? inner = null)
        : base(kind, target, message, inner)
    {
    }

    /// <summary>Whether an image of the index was meant, and the index has none such.</summary>
    public bool IsOfIndex { get; private init; }

    internal static ImageException NotFound(string path) =>
        new(ErrorKind.ImageNotFound, path, $"There is no image file '{path}'. Check the path.");

    internal static ImageException IdNotFound(long id) =>
        new(ErrorKind.ImageNotFound, id.ToString(CultureInfo.InvariantCulture), $"No indexed image has the id {id}.") { IsOfIndex = true };

    internal static ImageException NotInIndex(string path) =>
        new(ErrorKind.ImageNotFound, path, $"The image '{path}' is not in the index.") { IsOfIndex = true };

    internal static ImageException NotOne(string path, IReadOnlyList<long> ids)
    {
        const int Told = 10;
        string more = ids.Count > Told ? ", ..." : "";
        return new(ErrorKind.ImageNotFound, path, string.Create(CultureInfo.InvariantCulture,
            $"{ids.Count} images are called '{path}' there. Take the one that is meant by its id: ")
            + string.Join(", ", ids.Take(Told)) + more + ".")
        { IsOfIndex = true };
    }

    internal static ImageException NotTheSame(string target, string reason) =>
        new(ErrorKind.ImageNotFound, target, $"What was piped is not an image of this index: it {reason}.") { IsOfIndex = true };

    internal static ImageException Unreadable(string path, string reason, Exception? inner = null) =>
        new(ErrorKind.ImageUnreadable, path, $"The image '{path}' cannot be read: {reason}.", inner);

    internal static ImageException UnknownFormat(string path) =>
        Unreadable(path, "it is not in a supported image format, or its decoder is disabled for security");

    internal static ImageException DecoderMissing(string path, string format, string reason, Exception inner) =>
        new(ErrorKind.DecoderMissing, path, $"The image '{path}' cannot be read: {format} needs the part ImageSearch.Magick, "
            + $"see DecoderMissing in docs/errors.md ({reason}).", inner);

    internal static ImageException TooLarge(string path, long width, long height, double limitMegapixels) =>
        new(ErrorKind.ImageTooLarge, path, string.Create(CultureInfo.InvariantCulture,
            $"The image '{path}' claims {width} x {height} pixels, more than the limit of {limitMegapixels} megapixels. "
            + $"An index made with a higher limit takes it, if the file is trusted."));

    internal static ImageException NoMemory(string path, int width, int height, Exception inner) =>
        new(ErrorKind.ImageTooLarge, path,
            $"There is not enough memory to describe '{path}' at {width} x {height} pixels. Use a smaller long side.", inner);

    internal static ImageException FolderUnreadable(string path, string reason, Exception? inner = null) =>
        new(ErrorKind.FolderUnreadable, path, $"The folder '{path}' cannot be read: {reason}. Its images stay in the index.", inner);

    internal static ImageException PictureExists(string path) =>
        new(ErrorKind.PictureExists, path, $"'{path}' exists already.") { CanBeForced = true };

    internal static ImageException PictureTaken(string path) =>
        new(ErrorKind.PictureExists, path,
            $"'{path}' holds another match already. Name a folder, with a separator at its end, or pick one match.");

    internal static ImageException NoQueryImage(string path) =>
        new(ErrorKind.ImageNotFound, path, $"The match with '{path}' was found by descriptors: there is no query image to draw.");

    internal static ImageException NoTwoImages(string target) => new(ErrorKind.ImageNotFound, target,
        $"'{target}' stands for no two images to be drawn. Matches, comparisons and duplicates can be drawn.");

    internal static ImageException PictureOfItself(string path) =>
        new(ErrorKind.PictureExists, path, $"'{path}' is one of the two images that the picture is to show. Take another path.");

    internal static ImageException PictureNotWritable(string path, string reason, Exception? inner = null) =>
        new(ErrorKind.PictureNotWritable, path, $"The picture '{path}' could not be written: {reason}.", inner);

    internal static ImageException NotMoved(string path, Exception inner) =>
        new(ErrorKind.ImageNotMoved, path, $"The image '{path}' was not moved: {inner.Message.TrimEnd('.')}.", inner);

    internal static ImageException NoPlace(string path, string folder) => new(ErrorKind.ImageNotMoved, path,
        $"The image '{path}' was not moved: its folder '{folder}' is not there. A drive may be missing.")
    { CanBeForced = true };

    internal static ImageException NoDuplicate(string target, string reason) => new(ErrorKind.ImageNotMoved, target,
        $"'{target}' was not moved: it {reason}. Results of a search for duplicates can be moved.");
}
