using ImageSearch.Imaging;
using ImageSearch.Index;

namespace ImageSearch.Duplicates;

/// <summary>The files of one content, of which one stands for all: however many copies there are, one is compared with other
/// contents.</summary>
internal sealed class Content
{
    private readonly List<IndexEntry> _files;

    /// <param name="files">Files of the same bytes, the one that is kept most gladly first.</param>
    public Content(IEnumerable<IndexEntry> files) => _files = [.. files];

    /// <summary>Those that may be kept or offered.</summary>
    public IReadOnlyList<IndexEntry> Files => _files;

    /// <summary>The one that is kept most gladly.</summary>
    public IndexEntry Lead => _files[0];

    /// <summary>By how large steps it was compressed (<see cref="QuantisationSteps"/>); null where that is not known.</summary>
    public double? Steps { get; set; }

    /// <summary>Whether no file of it is left.</summary>
    public bool IsGone => _files.Count == 0;

    /// <summary>Whether it is taken into a group.</summary>
    public bool IsTaken { get; set; }

    public void Remove(IndexEntry file) => _files.Remove(file);

    /// <summary>All contents of an index, by the lowest id in them.</summary>
    public static Content[] AllOf(IndexSnapshot snapshot, KeepOrder order) =>
    [
        .. snapshot.Entries.ToArray().GroupBy(e => Convert.ToHexString(e.Image.ContentHash.AsSpan()))
            .OrderBy(g => g.Min(e => e.Image.Id)).Select(g => new Content(order.Sort(g))),
    ];
}
