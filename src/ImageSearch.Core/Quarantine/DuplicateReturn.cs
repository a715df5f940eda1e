using ImageSearch.Files;

namespace ImageSearch.Quarantine;

/// <summary>Moves images from a quarantine back to where they were.</summary>
internal sealed class DuplicateReturn(MovingFiles files)
{
    /// <summary>What is to be done for an image to be back.</summary>
    internal enum Way
    {
        /// <summary>It is moved.</summary>
        Move,

        /// <summary>It is there, and here too: a process was ended between copying and removing, or somebody copied it back.</summary>
        IsInBoth,

        /// <summary>It is there, and never came here: a process was ended before.</summary>
        NeverCame,
    }

    /// <summary>Looks whether an image can go back.</summary>
    /// <param name="image">The image.</param>
    /// <param name="makeFolder">Whether the folder that it lay in is made anew if it is gone; otherwise a drive may be missing.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <exception cref="ImageException">The folder that it lay in is gone.</exception>
    /// <exception cref="InvalidDataException">It cannot.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public Way Look(MovedImage image, bool makeFolder, CancellationToken cancel)
    {
        string here = image.FullName, there = image.OriginalPath;
        bool isThere = Is(image, there, cancel), isHere = Is(image, here, cancel);
        if (!isHere)
        {
            return isThere ? Way.NeverCame
                : throw new InvalidDataException(Path.Exists(here) ? "it was changed where it lies" : "it is not there any more");
        }

        if (isThere)
        {
            return Way.IsInBoth;
        }

        if (Path.Exists(there) || RealPaths.IsLink(there))
        {
            throw new InvalidDataException($"another file has its place, '{there}'");
        }

        return makeFolder || Directory.Exists(Path.GetDirectoryName(there)) ? Way.Move
            : throw ImageException.NoPlace(here, Path.GetDirectoryName(there)!);
    }

    /// <summary>Moves an image back; it is where it is if this throws.</summary>
    /// <returns>What was done.</returns>
    /// <inheritdoc cref="Look"/>
    public Way Run(MovedImage image, bool makeFolder, CancellationToken cancel)
    {
        Way way = Look(image, makeFolder, cancel);
        if (way == Way.Move)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(image.OriginalPath)!);
            files.Move(image.FullName, image.OriginalPath, image.Sha256, isCopied: false, cancel);
        }
        else if (way == Way.IsInBoth)
        {
            // Both were read just now, and are the same.
            File.Delete(image.FullName);
        }

        return way;
    }

    private static bool Is(MovedImage image, string path, CancellationToken cancel) => File.Exists(path) && RegularFile.Is(path)
        && FileStamp.ContentOf(path, cancel).Equals(image.Sha256, StringComparison.OrdinalIgnoreCase);
}
