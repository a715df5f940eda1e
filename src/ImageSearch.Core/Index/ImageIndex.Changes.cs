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
            IEnumerable<ImageChange> changes = _before.OrderBy(b => b.Key).Select(b =>
                new ImageChange(b.Value, _byId.GetValueOrDefault(b.Key)));
            return (Snapshot(), [.. changes.Where(c => c.Before is not null || c.After is not null)]);
        }
    }

    /// <summary>Notes that the file has a generation: its changes are changes no more.</summary>
    internal void NoteSaved(long generation)
    {
        lock (_lock)
        {
            if (Generation == generation)
            {
                _before.Clear();
            }
        }
    }

    /// <summary>Adds an image as another state of this index has it.</summary>
    /// <inheritdoc cref="Add"/>
    internal AddOutcome AddFrom(IndexSnapshot other, IndexEntry entry) => Add(other.Describe(entry), out _);
}
