using ImageSearch.Storage.Format;

namespace ImageSearch.Storage.Sealed;

/// <summary>The files of blocks that are mapped. What one generation of an index has mapped, the next one uses on. For one thread at a
/// time.</summary>
/// <param name="fileOf">The file that holds a block, and nothing else.</param>
internal sealed class SealedViews(Func<SealedBlock, string> fileOf)
{
    private Dictionary<(string Path, long Offset), IndexView> _views = [];

    /// <summary>The views of some blocks, by where these begin; all others are let go.</summary>
    /// <exception cref="IOException">A file is not there.</exception>
    /// <exception cref="InvalidDataException">A file is not as long as its block.</exception>
    public IReadOnlyDictionary<long, IndexView> Take(IEnumerable<SealedBlock> blocks)
    {
        var next = new Dictionary<(string, long), IndexView>();
        var byOffset = new Dictionary<long, IndexView>();
        foreach (SealedBlock block in blocks)
        {
            (string, long) key = (fileOf(block), block.Offset);
            byOffset[block.Offset] = next[key] = _views.GetValueOrDefault(key) ?? Open(key.Item1, block);
        }

        _views = next;
        return byOffset;
    }

    private static IndexView Open(string path, SealedBlock block)
    {
        using FileStream file = OpenedIndex.OpenToRead(path);
        return file.Length == block.Bytes ? IndexView.OpenPart(file, block.Offset, block.Bytes, IndexView.IsRemote(path))
            : throw new InvalidDataException($"'{path}' has {file.Length} bytes and should have {block.Bytes}");
    }
}
