using ImageSearch.Index;
using ImageSearch.Storage.Commit;
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

    /// <summary>What the file holds in that state; null if it has to be read.</summary>
    public SavedFile? File { get; init; }

    /// <summary>The index's own; null if it has no file.</summary>
    public static FileBinding? Of(ImageIndex index) => (FileBinding?)index.Binding;

    /// <summary>Whether the file was named, and not made yet.</summary>
    public bool IsToBeMade => SavedGeneration < 0;

    /// <summary>Of an index whose file is named, and made when it is saved.</summary>
    /// <param name="path">The file's full path.</param>
    public static FileBinding ToMake(string path) => new(path, default, -1);

    /// <summary>Whether a state of the file is the index's own, so that it is no other process's work that a save would lose.</summary>
    public bool Knows(FileMark mark) => mark == Mark || mark == TriedMark;

    /// <summary>What the file holds now; its catalogs are read only if they are not those that are known. Null if it is damaged.</summary>
    /// <param name="target">The file, links resolved.</param>
    public SavedFile? ReadFile(string target) =>
        File is { } known && known.Target == target && OpenedIndex.TryReadSlot(target) is { } now && now.Slot.Mark == Mark
            ? known with { Tip = known.Tip with { Slot = now.Slot, IsSlotDamaged = now.IsDamaged } }
            : OpenedIndex.TryReadState(target) is { } state ? new SavedFile(FileTip.Of(state), null, () => state, target)
            : null;
}
