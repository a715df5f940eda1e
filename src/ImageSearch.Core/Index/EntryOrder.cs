namespace ImageSearch.Index;

/// <summary>
/// The entries of an index in the order of their rows. What changed since they were last asked for is put in its place among the others,
/// which are not sorted anew: of a large index little changes at a time. For one thread at a time.
/// </summary>
internal sealed class EntryOrder
{
    private readonly HashSet<long> _changed = [];
    private IndexEntry[] _ordered = [];

    /// <summary>Notes that the entry of an image came, went or is another one.</summary>
    public void Note(long id) => _changed.Add(id);

    /// <summary>The entries in order: by their first rows, those without rows first, by their ids.</summary>
    /// <param name="entries">All of them, by id.</param>
    public IndexEntry[] Take(Dictionary<long, IndexEntry> entries)
    {
        IndexEntry[] changed = [.. _changed.Where(entries.ContainsKey).Select(id => entries[id])];
        Array.Sort(changed, Compare);
        var ordered = new IndexEntry[entries.Count];
        int at = 0, next = 0;
        foreach (IndexEntry entry in _ordered)
        {
            if (_changed.Contains(entry.Image.Id))
            {
                continue;
            }

            while (next < changed.Length && Compare(changed[next], entry) < 0)
            {
                ordered[at++] = changed[next++];
            }

            ordered[at++] = entry;
        }

        changed.AsSpan(next).CopyTo(ordered.AsSpan(at));
        _changed.Clear();
        return _ordered = ordered;
    }

    private static int Compare(IndexEntry a, IndexEntry b)
    {
        int order = a.FirstRow.CompareTo(b.FirstRow);
        return order != 0 ? order : a.Image.Id.CompareTo(b.Image.Id);
    }
}
