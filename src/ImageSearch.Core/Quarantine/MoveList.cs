using System.Text;
using ImageSearch.Files;

namespace ImageSearch.Quarantine;

/// <summary>
/// The list of a quarantine: a text file of one JSON object a line, to which lines are only appended. What is about to be done is on the
/// disk before it is done, so that a process that is ended half-way leaves nothing that is not in the list. Whoever has it open to write is
/// alone.
/// </summary>
internal sealed class MoveList : IDisposable
{
    /// <summary>The list's name, by which a folder is known as a quarantine.</summary>
    public const string FileName = "imagesearch-moved.jsonl";

    private readonly FileStream _file;
    private readonly SortedDictionary<long, ListLine> _open = [];
    private readonly HashSet<long> _done = [];
    private long _last;
    private bool _isCut;

    private MoveList(FileStream file) => _file = file;

    /// <summary>How many lines could not be read.</summary>
    public int UnreadableLines { get; private set; }

    /// <summary>The moves that were not taken back, by number.</summary>
    public IEnumerable<ListLine> Moves => _open.Values;

    /// <summary>Opens the list of a folder, or makes it.</summary>
    /// <exception cref="IOException">Another process has it open, or it is no file, or the disk refuses.</exception>
    /// <exception cref="UnauthorizedAccessException">The rights refuse.</exception>
    public static MoveList Open(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (RegularFile.IsTakenByOther(path))
        {
            throw new IOException($"of its list '{path}': {RegularFile.Refusal}");
        }

        var list = new MoveList(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        try
        {
            list.Read();
            return list;
        }
        catch
        {
            list.Dispose();
            throw;
        }
    }

    /// <summary>Whether a move was noted as done; else the process may have ended before, while or after it was.</summary>
    public bool IsDone(ListLine move) => _done.Contains(move.Number);

    /// <summary>Notes what is about to be done, and waits for the disk.</summary>
    /// <returns>The line, with its number.</returns>
    /// <exception cref="QuarantineException">The disk or the rights refuse.</exception>
    public ListLine Add(ListLine move)
    {
        ListLine numbered = move with { Number = _last + 1 };
        Append(numbered);
        (_last, _open[numbered.Number]) = (numbered.Number, numbered);
        return numbered;
    }

    /// <summary>Notes what became of a move.</summary>
    /// <exception cref="QuarantineException">The disk or the rights refuse.</exception>
    public void Note(long number, string what)
    {
        var line = new ListLine(what, number) { Time = DateTime.UtcNow };
        Append(line);
        Take(line);
    }

    public void Dispose() => _file.Dispose();

    private void Append(ListLine line)
    {
        try
        {
            // A line that was cut off must not swallow the next one.
            _file.Write(Encoding.UTF8.GetBytes($"{(_isCut ? "\n" : "")}{line.ToJson()}\n"));
            _isCut = false;
            _file.Flush(flushToDisk: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw QuarantineException.NotUsable(Path.GetDirectoryName(_file.Name)!,
                $"its list could not be written: {e.Message.TrimEnd('.')}", e);
        }
    }

    private void Read()
    {
        var text = new StreamReader(_file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
        while (text.ReadLine() is { } json)
        {
            if (ListLine.TryRead(json) is { } line)
            {
                Take(line);
            }
            else if (json.Length > 0)
            {
                UnreadableLines++;
            }
        }

        _file.Position = Math.Max(0, _file.Length - 1);
        _isCut = _file.Length > 0 && _file.ReadByte() != '\n';
        _file.Position = _file.Length;
    }

    private void Take(ListLine line)
    {
        _last = Math.Max(_last, line.Number);
        switch (line.Event)
        {
            case ListLine.Move:
                _open[line.Number] = line;
                break;
            case ListLine.Moved:
                _done.Add(line.Number);
                break;
            default:
                _open.Remove(line.Number);
                break;
        }
    }
}
