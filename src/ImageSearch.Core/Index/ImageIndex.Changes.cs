namespace ImageSearch.Index;

/// <content>What the index needs to know to be saved beside other writers.</content>
public sealed partial class ImageIndex
{
    /// <summary>Where its rows are copied to when its file is read; null where the file is mapped.</summary>
    internal IRowCopies? Copies { get; set; }

    /// <summary>Every image that was changed since the index was opened or saved last, by id, and the snapshot that has their
    /// rows.</summary>
    internal (IndexSnapshot Snapshot, IReadOnlyList<ImageChange> Changes) UnsavedChanges()
    {
        lock (_lock)
        {
            return (Snapshot(), ChangesNow());
        }
    }

    private ImageChange[] ChangesNow() =>
    [
        .. _before.OrderBy(b => b.Key).Select(b => new ImageChange(b.Value, _byId.GetValueOrDefault(b.Key)))
            .Where(c => c.Before is not null || c.After is not null),
    ];

    /// <summary>Notes that the file has what was to be saved: of that, only what was changed meanwhile is a change still.</summary>
    internal void NoteSaved(IndexContent saved)
    {
        lock (_lock)
        {
            foreach (ImageChange change in saved.Changes)
            {
                long id = (change.Before ?? change.After!.Image).Id;
                _before[id] = change.After?.Image;
                if (ReferenceEquals(_byId.GetValueOrDefault(id)?.Image, change.After?.Image))
                {
                    _before.Remove(id);
                }
            }
        }
    }

    /// <summary>How many rows are in memory alone, or as well as in the file.</summary>
    internal long RowsInMemory => Locked(() => _rows.Count - _fileRows);

    /// <summary>Adds an image as another state of this index has it.</summary>
    /// <inheritdoc cref="Add"/>
    internal AddOutcome AddFrom(IndexSnapshot other, IndexEntry entry) => Add(other.Describe(entry), out _);
}
