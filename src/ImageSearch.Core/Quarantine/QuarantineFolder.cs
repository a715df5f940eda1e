using ImageSearch.Files;

namespace ImageSearch.Quarantine;

/// <summary>
/// A folder to which duplicates are moved instead of being deleted. It keeps the tree that they lay in, and a list
/// (imagesearch-moved.jsonl) of what came from where, by which they go back. Nothing is ever replaced, neither on the way there nor back.
/// One process works on it at a time.
/// </summary>
public sealed class QuarantineFolder : IDisposable
{
    private readonly string _folder;
    private readonly QuarantinePaths _paths;
    private readonly MovingFiles _files;
    private readonly Dictionary<string, (FileStamp Stamp, string Content)> _keepers = new(FilePaths.Comparer);
    private MoveList? _list;

    internal QuarantineFolder(string folder, MovingFiles files)
    {
        _folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
        _paths = new QuarantinePaths(_folder);
        _files = files;
    }

    /// <summary>The folder's full path.</summary>
    public string FullName => _folder;

    /// <summary>How many lines of the list could not be read; what they tell of is not known.</summary>
    public int UnreadableLines => _list?.UnreadableLines ?? 0;

    /// <summary>What lies in the folder, as its list tells, in the order in which it was moved there.</summary>
    /// <exception cref="QuarantineException">The list tells of places outside of the folder.</exception>
    public IReadOnlyList<MovedImage> Images => [.. _list?.Moves.Select(ToImage) ?? []];

    /// <summary>A folder to move to: one that is not there yet, an empty one, or one that was moved to before. Nothing is written until something is moved.</summary>
    /// <exception cref="QuarantineException">It is none of these, or another process works on it.</exception>
    public static QuarantineFolder OpenToMove(string folder)
    {
        var quarantine = new QuarantineFolder(folder, MovingFiles.Instance);
        quarantine.PrepareToMove();
        return quarantine;
    }

    /// <summary>The folder to which an image was moved, or that folder itself.</summary>
    /// <exception cref="QuarantineException">There is no list, or another process works on it.</exception>
    public static QuarantineFolder OpenToRestore(string path)
    {
        string full = Path.GetFullPath(path);
        var quarantine = new QuarantineFolder(
            QuarantinePaths.Around(full) ?? throw QuarantineException.NoList(full, MoveList.FileName), MovingFiles.Instance);
        quarantine.Open();
        return quarantine;
    }

    /// <summary>Whether a folder holds files that were moved away as duplicates.</summary>
    public static bool IsAt(string folder) => QuarantinePaths.IsQuarantine(folder);

    /// <summary>Where a file would go, but that another number may stand behind its name.</summary>
    public string TargetOf(string path) => _paths.TargetOf(path);

    /// <summary>Whether a moved image lies at a path or in it.</summary>
    public bool IsIn(MovedImage image, string path) => FilePaths.Comparer.Equals(Path.TrimEndingDirectorySeparator(path), _folder)
        || FilePaths.Comparer.Equals(path, image.FullName) || IsBelow(image.FullName, path);

    /// <summary>Looks whether a duplicate may be moved, and changes nothing.</summary>
    /// <exception cref="ImageException">It may not: it is gone, has changed, or what is to be kept is gone, has changed or is the same file.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Check(MoveRequest request, CancellationToken cancel = default)
    {
        Refused(request.Path, () => CheckPair(request, cancel));
        Refused(request.Path, () =>
        {
            if (FileStamp.ContentOf(request.Path, cancel) != request.Sha256.ToUpperInvariant())
            {
                throw new InvalidDataException("its content is another one by now");
            }
        });
    }

    /// <summary>Moves a duplicate here.</summary>
    /// <returns>Where it is now.</returns>
    /// <exception cref="ImageException">It may not, or cannot, be moved; it is where it was.</exception>
    /// <exception cref="QuarantineException">The folder or the list cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; it is where it was.</exception>
    public MovedImage Move(MoveRequest request, CancellationToken cancel = default)
    {
        Refused(request.Path, () => CheckPair(request, cancel));
        MoveList list = MakeList();
        ListLine? before = list.Moves.FirstOrDefault(m => !list.IsDone(m) && FilePaths.Comparer.Equals(m.From, request.Path));
        string target = "";
        bool isCopied = false;
        ListLine? line = null;
        Refused(request.Path, () =>
        {
            target = before is null ? QuarantinePaths.Free(TargetOf(request.Path)) : Left(before, request, out isCopied, cancel);
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!_paths.Contains(target))
            {
                throw new InvalidDataException($"'{Path.GetDirectoryName(target)}' leads out of the folder by a link");
            }

            line = isCopied ? before : list.Add(new ListLine(ListLine.Move, 0)
            {
                From = request.Path,
                To = _paths.ToListed(target),
                Sha256 = request.Sha256,
                Keeper = request.KeeperPath,
                Relation = request.Relation,
                Time = DateTime.UtcNow,
            });
            try
            {
                _files.Move(request.Path, target, request.Sha256, isCopied, cancel);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or OperationCanceledException)
            {
                list.Note(line!.Number, ListLine.Refused);
                Tidy(target);
                throw;
            }
        });
        if (before is not null && !isCopied)
        {
            list.Note(before.Number, ListLine.Refused);
        }

        list.Note(line!.Number, ListLine.Moved);
        return ToImage(line);
    }

    /// <summary>Looks whether an image can go back, and changes nothing.</summary>
    /// <param name="image">One of <see cref="Images"/>.</param>
    /// <param name="makeFolder">Whether the folder that it lay in is made anew if it is gone; otherwise a drive may be missing.</param>
    /// <param name="cancel">Ends reading.</param>
    /// <exception cref="ImageException">It cannot.</exception>
    public void CheckBack(MovedImage image, bool makeFolder, CancellationToken cancel = default) =>
        Refused(image.FullName, () => LookBack(image, makeFolder, cancel));

    /// <summary>Moves an image back to where it was.</summary>
    /// <inheritdoc cref="CheckBack"/>
    /// <returns>False if it never came here: its process was ended before, and it is where it was.</returns>
    /// <exception cref="ImageException">It cannot; it is where it is.</exception>
    /// <exception cref="QuarantineException">The list cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancelled; it is where it is.</exception>
    public bool Restore(MovedImage image, bool makeFolder, CancellationToken cancel = default)
    {
        BackWay way = BackWay.Move;
        Refused(image.FullName, () =>
        {
            way = LookBack(image, makeFolder, cancel);
            if (way == BackWay.Move)
            {
                Directory.CreateDirectory(Path.GetDirectoryName(image.OriginalPath)!);
                _files.Move(image.FullName, image.OriginalPath, image.Sha256, isCopied: false, cancel);
            }
            else if (way == BackWay.IsThere)
            {
                // A process was ended between copying and removing, or somebody copied it back: both were read just now, and are the same.
                File.Delete(image.FullName);
            }
        });
        Written(() => _list!.Note(image.Number, way == BackWay.NeverCame ? ListLine.Refused : ListLine.Restored));
        Tidy(image.FullName);
        return way != BackWay.NeverCame;
    }

    /// <summary>Lets go of the list, so that others may work on the folder.</summary>
    public void Dispose() => _list?.Dispose();

    private void PrepareToMove()
    {
        if (File.Exists(_folder))
        {
            throw QuarantineException.NotUsable(_folder, "it is a file, and no folder");
        }

        bool isThere = Directory.Exists(_folder);
        if (isThere && QuarantinePaths.IsQuarantine(_folder))
        {
            Open();
        }
        else if (isThere && Written(() => Directory.EnumerateFileSystemEntries(_folder).Any()))
        {
            throw QuarantineException.NotUsable(_folder, $"it holds other files, and no list of what was moved there ({MoveList.FileName}). "
                + "Name a folder that is empty or not there yet");
        }
    }

    private void Open() => _list = Written(() => MoveList.Open(_folder));

    private MoveList MakeList()
    {
        if (_list is null)
        {
            Written(() => Directory.CreateDirectory(_folder));
            Open();
        }

        return _list!;
    }

    private void CheckPair(MoveRequest request, CancellationToken cancel)
    {
        string path = request.Path, keeper = request.KeeperPath;
        if (!File.Exists(path))
        {
            throw new InvalidDataException("it is not there any more");
        }

        if (!RegularFile.Is(path) || RealPaths.IsLink(path))
        {
            throw new InvalidDataException("it is a link, a pipe or a device, and only files are moved");
        }

        if (_paths.Contains(path) || _paths.Contains(keeper))
        {
            throw new InvalidDataException($"{(_paths.Contains(path) ? "it" : "the image to keep")} lies in the folder that duplicates are moved to");
        }

        if (!File.Exists(keeper))
        {
            throw new InvalidDataException($"the image to keep, '{keeper}', is not there any more");
        }

        if (SameFile.IsOneOf(path, [keeper]) || FileIdentity.Of(path) is { } identity && FileIdentity.Of(keeper) == identity)
        {
            throw new InvalidDataException($"it and the image to keep, '{keeper}', are one file");
        }

        if (ContentOfKeeper(keeper, cancel) != request.KeeperSha256.ToUpperInvariant())
        {
            throw new InvalidDataException($"the image to keep, '{keeper}', has changed");
        }
    }

    /// <summary>Read once for all its duplicates, unless it was written to in between.</summary>
    private string ContentOfKeeper(string keeper, CancellationToken cancel)
    {
        FileInfo file = FollowedFile.Of(keeper);
        FileStamp stamp = FileStamp.Of(file.FullName);
        if (!_keepers.TryGetValue(keeper, out var known) || known.Stamp != stamp)
        {
            known = (stamp, FileStamp.ContentOf(file.FullName, cancel));
            _keepers[keeper] = known;
        }

        return known.Content;
    }

    /// <summary>Where a move goes on that another process was ended in.</summary>
    private string Left(ListLine before, MoveRequest request, out bool isCopied, CancellationToken cancel)
    {
        string target = _paths.FromListed(before.To!) ?? throw new InvalidDataException("the list tells of a place outside of the folder");
        File.Delete(target + MovingFiles.PartExtension);
        isCopied = File.Exists(target) && RegularFile.Is(target) && FileStamp.ContentOf(target, cancel) == request.Sha256.ToUpperInvariant();
        if (!isCopied && File.Exists(target) && new FileInfo(target).Length == 0)
        {
            File.Delete(target);
        }

        return isCopied ? target : QuarantinePaths.Free(TargetOf(request.Path));
    }

    private BackWay LookBack(MovedImage image, bool makeFolder, CancellationToken cancel)
    {
        string from = image.FullName, to = image.OriginalPath, folder = Path.GetDirectoryName(to)!;
        bool isBack = File.Exists(to) && FileStamp.ContentOf(to, cancel) == image.Sha256.ToUpperInvariant();
        bool isHere = File.Exists(from) && RegularFile.Is(from) && FileStamp.ContentOf(from, cancel) == image.Sha256.ToUpperInvariant();
        if (!isHere && isBack)
        {
            return BackWay.NeverCame;
        }

        if (!isHere)
        {
            throw new InvalidDataException(File.Exists(from) ? "it was changed where it lies" : "it is not there any more");
        }

        if (isBack && !RealPaths.IsLink(to))
        {
            return BackWay.IsThere;
        }

        if (Path.Exists(to) || RealPaths.IsLink(to))
        {
            throw new InvalidDataException($"another file has its place, '{to}'");
        }

        if (!makeFolder && !Directory.Exists(folder))
        {
            throw new InvalidDataException($"the folder '{folder}' is not there; a drive may be missing") { Data = { [ImageException.Forceable] = true } };
        }

        return BackWay.Move;
    }

    private MovedImage ToImage(ListLine line) => new(
        _paths.FromListed(line.To!) ?? throw QuarantineException.NotUsable(_folder, $"its list tells of '{line.To}', which lies outside of it"),
        line.From!, line.Keeper!, line.Relation, line.Sha256!, line.Time) { Number = line.Number };

    /// <summary>Folders that were made for a file, and hold nothing any more.</summary>
    private void Tidy(string path)
    {
        try
        {
            for (string? folder = Path.GetDirectoryName(path); folder is not null && IsBelow(folder, _folder); folder = Path.GetDirectoryName(folder))
            {
                Directory.Delete(folder);
            }
        }
        catch (IOException)
        {
            // One that holds something else.
        }
        catch (UnauthorizedAccessException e)
        {
            System.Diagnostics.Trace.TraceWarning("ImageSearch: an empty folder was left behind: {0}", e.Message);
        }
    }

    private static bool IsBelow(string path, string folder) => path.Length > folder.Length + 1
        && FilePaths.Comparer.Equals(path[..(folder.Length + 1)], Path.TrimEndingDirectorySeparator(folder) + Path.DirectorySeparatorChar);

    private static void Refused(string path, Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw ImageException.NotMoved(path, e);
        }
    }

    private T Written<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw QuarantineException.NotUsable(_folder, e.Message.TrimEnd('.'), e);
        }
    }

    private void Written(Action work) => Written(() =>
    {
        work();
        return true;
    });

    private enum BackWay
    {
        Move,
        IsThere,
        NeverCame,
    }
}
