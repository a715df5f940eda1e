using ImageSearch.Files;

namespace ImageSearch.Quarantine;

/// <summary>
/// A folder to which duplicates are moved instead of being deleted. It keeps the tree that they lay in, and a list
/// (imagesearch-moved.jsonl) of what came from where, by which they go back. Nothing is ever replaced, neither on the way there nor back.
/// One process works on it at a time.
/// </summary>
public sealed class QuarantineFolder : IDisposable
{
    private readonly QuarantinePaths _paths;
    private readonly DuplicateMover _mover;
    private readonly DuplicateReturn _return;
    private readonly List<string> _left = [];
    private MoveList? _list;

    private QuarantineFolder(string folder, MovingFiles files)
    {
        FullName = folder;
        _paths = new QuarantinePaths(folder);
        _mover = new DuplicateMover(_paths, files);
        _return = new DuplicateReturn(files);
    }

    /// <summary>The folder's full path.</summary>
    public string FullName { get; }

    /// <summary>How many lines of the list could not be read; what they told of is not known.</summary>
    public int UnreadableLines => _list?.UnreadableLines ?? 0;

    /// <summary>What lies in the folder, as its list tells, in the order in which it was moved there.</summary>
    /// <exception cref="QuarantineException">The list tells of places outside of the folder.</exception>
    public IReadOnlyList<MovedImage> Images => [.. (_list?.Moves ?? []).Select(ToImage)];

    /// <summary>
    /// A folder to move to: one that is not there yet, an empty one, or one that was moved to before. Nothing is written until something is
    /// moved.
    /// </summary>
    /// <exception cref="QuarantineException">It is none of these, or another process works on it.</exception>
    public static QuarantineFolder OpenToMove(string folder) => OpenToMove(folder, MovingFiles.Instance);

    internal static QuarantineFolder OpenToMove(string folder, MovingFiles files)
    {
        var quarantine = new QuarantineFolder(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), files);
        quarantine.PrepareToMove();
        return quarantine;
    }

    /// <summary>The folder to which an image was moved, or that folder itself, or one within it.</summary>
    /// <exception cref="QuarantineException">There is no list, or another process works on it.</exception>
    public static QuarantineFolder OpenToRestore(string path) => OpenToRestore(path, MovingFiles.Instance);

    internal static QuarantineFolder OpenToRestore(string path, MovingFiles files)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var quarantine = new QuarantineFolder(
            QuarantinePaths.Around(full) ?? throw QuarantineException.NoList(full, MoveList.FileName), files);
        quarantine.OpenList();
        return quarantine;
    }

    /// <summary>Whether a folder holds duplicates that were moved away: they are no images of the folder around it.</summary>
    public static bool IsAt(string folder) => QuarantinePaths.IsQuarantine(folder);

    /// <summary>The quarantine that a path is, or lies in; null if there is none.</summary>
    public static string? Around(string path) => QuarantinePaths.Around(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));

    /// <summary>Whether a path is this folder itself.</summary>
    public bool IsRoot(string path) => FilePaths.Comparer.Equals(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)), FullName);

    /// <summary>Whether an image of this folder lies at a path, or in it.</summary>
    public bool IsIn(MovedImage image, string path) =>
        IsRoot(path) || FilePaths.Comparer.Equals(path, image.FullName) || QuarantinePaths.IsBelow(image.FullName, path);

    /// <summary>Where a file would go, but that a number may stand behind its name.</summary>
    /// <param name="path">Its full path.</param>
    public string TargetOf(string path) => _paths.TargetOf(path);

    /// <summary>Looks whether a duplicate may be moved, and changes nothing.</summary>
    /// <exception cref="ImageException">
    /// It may not: it is gone or has changed, or what is to be kept is gone, has changed or is the same file.
    /// </exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Check(MoveRequest request, CancellationToken cancel = default) => About(request.Path, () =>
    {
        _mover.Check(request, cancel);
        return true;
    });

    /// <summary>Moves a duplicate here; where this throws, it is where it was.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="ImageException">It may not be moved, as <see cref="Check"/> says, or cannot.</exception>
    /// <exception cref="QuarantineException">The folder or its list cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public MovedImage Move(MoveRequest request, CancellationToken cancel = default) => About(request.Path, () =>
    {
        // Before a folder is made for what stays where it is.
        if (_list is null)
        {
            _mover.Check(request, cancel);
            Usable(() => Directory.CreateDirectory(FullName));
            OpenList();
        }

        return ToImage(_mover.Move(request, _list!, cancel));
    });

    /// <summary>Looks whether an image can go back, and changes nothing.</summary>
    /// <param name="image">One of <see cref="Images"/>.</param>
    /// <param name="makeFolder">Whether the folder that it lay in is made anew if it is gone; otherwise a drive may be missing.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <exception cref="ImageException">It cannot: it is gone or was changed, or another file has its place, or its folder is
    /// gone.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void CheckBack(MovedImage image, bool makeFolder, CancellationToken cancel = default) =>
        About(image.FullName, () => _return.Look(image, makeFolder, cancel));

    /// <summary>Moves an image back to where it was; where this throws, it is where it is.</summary>
    /// <returns>False if it never came here: a process was ended before, and it is where it was.</returns>
    /// <exception cref="QuarantineException">The list cannot be written.</exception>
    /// <inheritdoc cref="CheckBack"/>
    public bool Restore(MovedImage image, bool makeFolder, CancellationToken cancel = default)
    {
        DuplicateReturn.Way way = About(image.FullName, () => _return.Run(image, makeFolder, cancel));
        bool came = way != DuplicateReturn.Way.NeverCame;
        _list!.Note(image.Number, came ? ListLine.Restored : ListLine.Refused);
        _left.Add(image.FullName);
        return came;
    }

    /// <summary>Removes folders that hold nothing any more, and lets go of the list, so that others may work on the folder.</summary>
    public void Dispose()
    {
        // Only now: whoever lists the folder to name what goes back would find folders gone under their hands.
        _left.ForEach(_paths.Tidy);
        _left.Clear();
        _list?.Dispose();
    }

    private void PrepareToMove()
    {
        if (File.Exists(FullName))
        {
            throw QuarantineException.NotUsable(FullName, "it is a file, and no folder");
        }

        if (QuarantinePaths.IsQuarantine(FullName))
        {
            OpenList();
        }
        else if (Directory.Exists(FullName) && Usable(() => Directory.EnumerateFileSystemEntries(FullName).Any()))
        {
            throw QuarantineException.NotUsable(FullName,
                $"it holds other files, and no list of what was moved there ({MoveList.FileName}). "
                + "Name a folder that is empty or not there yet");
        }
    }

    private void OpenList() => _list = Usable(() => MoveList.Open(FullName));

    private MovedImage ToImage(ListLine line)
    {
        string path = _paths.FromListed(line.To!)
            ?? throw QuarantineException.NotUsable(FullName, $"its list tells of '{line.To}', which lies outside of it");
        return new MovedImage(path, line.From!, line.Keeper!, line.Relation, line.Sha256!, line.Time) { Number = line.Number };
    }

    private static T About<T>(string path, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw ImageException.NotMoved(path, e);
        }
    }

    private T Usable<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw QuarantineException.NotUsable(FullName, e.Message.TrimEnd('.'), e);
        }
    }
}
