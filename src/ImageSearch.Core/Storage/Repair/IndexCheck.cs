using ImageSearch.Files;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Repair;

/// <summary>Checks every byte of an index file.</summary>
public static class IndexCheck
{
    /// <summary>Checks a file; what is damaged is reported, not thrown.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancel">Ends the check.</param>
    /// <param name="progress">Is told how many bytes are checked, and of how many.</param>
    /// <exception cref="IndexException">Not found, of another version, or unreadable.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public static IndexReport Run(string path, CancellationToken cancel = default, Action<long, long>? progress = null)
    {
        string target = LinkTarget.Resolve(Path.GetFullPath(path));
        return OpenedIndex.Guard(path, target, () =>
        {
            var problems = new List<IndexProblem>();
            using var file = OpenedIndex.OpenToRead(target);
            IndexState? state = null;
            try
            {
                (IndexSlot? first, IndexSlot? second, _) = IndexFileReader.ReadSlots(file, path);
                foreach ((IndexSlot? slot, int number) in new[] { (first, 0), (second, 1) })
                {
                    if (slot is null)
                    {
                        problems.Add(new IndexProblem("Header", (long)number * IndexFormat.SlotBytes,
                            $"header slot {number} is damaged; the other one counts", []));
                    }
                }

                state = IndexFileReader.Read(file, path);
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                problems.Add(new IndexProblem("Catalog", 0, e.Message.TrimEnd('.'), []));
            }

            using var view = IndexView.Open(file, state?.Slot.FileBytes ?? file.Length, IndexView.IsRemote(target));
            CheckBlocks(view, state, problems, cancel, end => progress?.Invoke(end, file.Length));
            return new IndexReport(Path.GetFullPath(path), state?.Slot.Generation ?? -1, state?.Catalog.Images.Count ?? 0,
                state?.LiveRows ?? 0,
                (state?.AllRows - state?.LiveRows) ?? 0, state?.Catalog.Segments.Count ?? 0, file.Length, problems);
        });
    }

    private static void CheckBlocks(IndexView view, IndexState? state, List<IndexProblem> problems, CancellationToken cancel,
        Action<long> checkedTo)
    {
        var sound = new HashSet<long>();
        foreach (FoundBlock block in BlockScan.Run(view, cancel))
        {
            checkedTo(block.Offset + block.Bytes);
            if (block.Damage is not null)
            {
                string[] lost = Lost(state, block.Offset, block.Offset + block.Bytes);
                problems.Add(new IndexProblem(IsOfLists(state, block) ? "Lists" : block.Part, block.Offset, block.Damage, lost));
                continue;
            }

            sound.Add(block.Offset);
            if (block.Segment is { } segment)
            {
                CheckTable(new SegmentParts(view, segment), segment, problems);
            }
        }

        // A sound block that the catalog does not mean: a segment written over by another's leftovers would show here.
        problems.AddRange((state?.Catalog.Segments ?? [])
            .Where(s => sound.Contains(s.Offset) && !new SegmentParts(view, s).TryReadHeader(out _))
            .Select(s => new IndexProblem("Segment", s.Offset, "it is not the segment that the catalog means",
                Lost(state, s.Offset, s.Offset + 1))));
        problems.AddRange((state?.Catalog.Lists is { } lists ? lists.Parts.Append(lists.Centres) : [])
            .Where(b => !sound.Contains(b.Offset) && !problems.Exists(p => p.Part == "Lists"))
            .Select(b => new IndexProblem("Lists", b.Offset, $"the lists at byte {b.Offset} are not there", [])));
    }

    /// <summary>Whether lists that the catalog means begin in what was found.</summary>
    private static bool IsOfLists(IndexState? state, FoundBlock block) => state?.Catalog.Lists is { } lists
        && lists.Parts.Append(lists.Centres).Any(b => b.Offset >= block.Offset && b.Offset < block.Offset + block.Bytes);

    private static void CheckTable(SegmentParts parts, StoredSegment segment, List<IndexProblem> problems)
    {
        try
        {
            parts.Table();
        }
        catch (InvalidDataException e)
        {
            problems.Add(new IndexProblem("Table", segment.Offset, e.Message, []));
        }
    }

    private static string[] Lost(IndexState? state, long from, long to) =>
        [.. (state?.Catalog.Images ?? []).Where(i => i.SegmentOffset >= from && i.SegmentOffset < to).Select(i => i.Image.Path)];
}
