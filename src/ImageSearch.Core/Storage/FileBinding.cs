using ImageSearch.Index;
using ImageSearch.Storage.Format;

namespace ImageSearch.Storage;

/// <summary>What binds an index to its file: which state of the file it has.</summary>
/// <param name="Path">The file's full path, as it was named: a link stays one.</param>
/// <param name="Slot">The header slot of the state of the file that the index has.</param>
/// <param name="SavedGeneration">The index's generation of that state.</param>
internal sealed record FileBinding(string Path, IndexSlot Slot, long SavedGeneration) : IIndexBinding
{
    /// <summary>The state of the file that the index has.</summary>
    public FileMark Mark => Slot.Mark;

    /// <summary>The state that a save which failed at its very end may have left in the file.</summary>
    public FileMark? TriedMark { get; init; }

    /// <summary>The index's own; null if it has no file.</summary>
    public static FileBinding? Of(ImageIndex index) => (FileBinding?)index.Binding;

    /// <summary>Whether the file was named, and not made yet.</summary>
    public bool IsToBeMade => SavedGeneration < 0;

    /// <summary>Of an index whose file is named, and made when it is saved.</summary>
    /// <param name="path">The file's full path.</param>
    public static FileBinding ToMake(string path) => new(path, default, -1);

    /// <summary>Whether a state of the file is the index's own, so that it is no other process's work that a save would lose.</summary>
    public bool Knows(FileMark mark) => mark == Mark || mark == TriedMark;
}
