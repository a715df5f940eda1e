using ImageSearch.Files;

namespace ImageSearch.Quarantine;

/// <summary>Moves duplicates into a quarantine, once everything is as it was when they were found.</summary>
internal sealed class DuplicateMover(QuarantinePaths paths, MovingFiles files)
{
    private readonly Dictionary<string, (FileStamp Stamp, string Content)> _keepers = new(FilePaths.Comparer);

    /// <summary>Looks whether a duplicate may be moved.</summary>
    /// <exception cref="InvalidDataException">It may not.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public void Check(MoveRequest request, CancellationToken cancel)
    {
        CheckPair(request, cancel);
        if (!IsContent(request.Path, request.Sha256, cancel))
        {
            throw new InvalidDataException(MovingFiles.OtherContent);
        }
    }

    /// <summary>Moves a duplicate; it is where it was if this throws.</summary>
    /// <returns>Its line in the list.</returns>
    /// <exception cref="QuarantineException">The list cannot be written.</exception>
    /// <inheritdoc cref="Check"/>
    public ListLine Move(MoveRequest request, MoveList list, CancellationToken cancel)
    {
        CheckPair(request, cancel);
        bool isCopied = false;
        foreach (ListLine before in list.Moves.Where(m => !list.IsDone(m) && FilePaths.Comparer.Equals(m.From, request.Path)).ToArray())
        {
            if (Settle(before, request, list, cancel))
            {
                (request, isCopied) = (request with { Relation = before.Relation }, true);
            }
        }

        ListLine? copied = isCopied ? list.Moves.Last(m => FilePaths.Comparer.Equals(m.From, request.Path)) : null;
        string target = copied is null ? QuarantinePaths.Free(paths.TargetOf(request.Path)) : paths.FromListed(copied.To!)!;
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        if (!paths.Contains(target))
        {
            throw new InvalidDataException($"'{Path.GetDirectoryName(target)}' leads out of the folder by a link");
        }

        ListLine line = copied ?? list.Add(LineOf(request, target));
        try
        {
            files.Move(request.Path, target, request.Sha256, isCopied, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or OperationCanceledException)
        {
            if (!isCopied)
            {
                list.Note(line.Number, ListLine.Refused);
                paths.Tidy(target);
            }

            throw;
        }

        list.Note(line.Number, ListLine.Moved);
        return line;
    }

    private ListLine LineOf(MoveRequest request, string target)
    {
        var line = new ListLine(ListLine.Move, 1)
        {
            From = request.Path,
            To = paths.ToListed(target),
            Sha256 = request.Sha256,
            Keeper = request.KeeperPath,
            Relation = request.Relation,
            Time = DateTime.UtcNow,
        };
        return ListLine.TryRead(line.ToJson()) == line ? line
            : throw new InvalidDataException("its path has letters that no text file can hold");
    }

    private void CheckPair(MoveRequest request, CancellationToken cancel)
    {
        string path = request.Path, keeper = request.KeeperPath;
        if (!File.Exists(path))
        {
            throw new InvalidDataException("it is not there any more");
        }

        if (!RegularFile.Is(path))
        {
            throw new InvalidDataException("it is a link, a pipe or a device, and only files are moved");
        }

        if (paths.Contains(path) || paths.Contains(keeper))
        {
            throw new InvalidDataException(
                $"{(paths.Contains(path) ? "it" : $"the image to keep, '{keeper}',")} lies in the folder that duplicates are moved to");
        }

        FileInfo kept = FollowedFile.Of(keeper);
        if (!kept.Exists || !RegularFile.Is(kept.FullName))
        {
            throw new InvalidDataException($"the image to keep, '{keeper}', is not there any more");
        }

        if (SameFile.IsOneOf(path, [kept.FullName]))
        {
            throw new InvalidDataException($"it and the image to keep, '{keeper}', are one file");
        }

        if (!ContentOfKeeper(kept.FullName, cancel).Equals(request.KeeperSha256, StringComparison.OrdinalIgnoreCase))
        {
            throw new InvalidDataException($"the image to keep, '{keeper}', has changed since");
        }
    }

    /// <summary>Read once for all its duplicates, unless it was written to in between.</summary>
    private string ContentOfKeeper(string keeper, CancellationToken cancel)
    {
        FileStamp stamp = FileStamp.Of(keeper);
        if (!_keepers.TryGetValue(keeper, out var known) || known.Stamp != stamp)
        {
            known = (stamp, FileStamp.ContentOf(keeper, cancel));
            _keepers[keeper] = known;
        }

        return known.Content;
    }

    /// <summary>Notes what became of a move of the same path in which another process was ended.</summary>
    /// <returns>Whether it copied what is to be moved now, so that only the file itself is left to be removed.</returns>
    private bool Settle(ListLine before, MoveRequest request, MoveList list, CancellationToken cancel)
    {
        string target = paths.FromListed(before.To!) ?? throw new InvalidDataException("the list tells of a place outside of the folder");
        File.Delete(target + MovingFiles.PartExtension);
        if (!Path.Exists(target))
        {
            list.Note(before.Number, ListLine.Refused);
        }
        else if (RegularFile.Is(target) && IsContent(target, before.Sha256!, cancel))
        {
            if (before.Sha256!.Equals(request.Sha256, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }

            list.Note(before.Number, ListLine.Moved);
        }
        else if (RegularFile.Is(target) && new FileInfo(target).Length == 0)
        {
            // The name was taken, and nothing came to it.
            File.Delete(target);
            list.Note(before.Number, ListLine.Refused);
        }

        return false;
    }

    private static bool IsContent(string path, string sha256, CancellationToken cancel) =>
        FileStamp.ContentOf(path, cancel).Equals(sha256, StringComparison.OrdinalIgnoreCase);
}
