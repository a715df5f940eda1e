namespace ImageSearch.Index;

// How an index takes over what others hold: rows that are imported, or what its file has.
public sealed partial class ImageIndex
{
    /// <summary>Takes over images that have ids already, into an empty index.</summary>
    internal void Import(RowStore rows, IEnumerable<IndexEntry> entries)
    {
        lock (_lock)
        {
            _rows = rows;
            foreach (IndexEntry entry in entries)
            {
                _before.TryAdd(entry.Image.Id, null);
                Remember(entry);
                NextId = Math.Max(NextId, entry.Image.Id + 1);
            }

            Changed();
        }
    }

    /// <summary>Takes over what a file holds, unless it was changed since <paramref name="ifGeneration"/>.</summary>
    internal bool Restore(RowStore rows, IEnumerable<IndexEntry> entries, long nextId, long generation, long ifGeneration,
        IIndexBinding binding, IReadOnlyList<FollowedFolder>? followed = null, IndexKind kind = IndexKind.Flat, InvertedLists? lists = null,
        ListSummary? summary = null)
    {
        lock (_lock)
        {
            if (Generation != ifGeneration)
            {
                return false;
            }

            _rows = rows;
            _listed = (lists, summary);
            Kind = kind;
            _fileRows = rows.Count;
            (_liveRows, _liveFileRows) = (0, 0);
            foreach (long id in _byId.Keys)
            {
                _order.Note(id);
            }

            _byPath.Clear();
            _byId.Clear();
            foreach (IndexEntry entry in entries)
            {
                Remember(entry);
            }

            NextId = nextId;
            _followed = [.. followed ?? []];
            Generation = generation;
            Binding = binding;
            _before.Clear();
            _snapshot = null;
            return true;
        }
    }
}
