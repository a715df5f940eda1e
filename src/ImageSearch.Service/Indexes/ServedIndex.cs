using System.Globalization;
using ImageSearch.Index;
using ImageSearch.Storage;

namespace ImageSearch.Service.Indexes;

/// <summary>One generation of an index, as requests see it from their beginning to their end.</summary>
/// <param name="Name">Its name in URLs.</param>
/// <param name="Index">The index; only <see cref="NamedIndex"/> changes it.</param>
/// <param name="Snapshot">What is searched.</param>
/// <param name="Images">Its images by id.</param>
/// <param name="Generation">The generation's number in the file.</param>
/// <param name="LoadedUtc">When it was taken up.</param>
internal sealed record ServedIndex(
    string Name, ImageIndex Index, IndexSnapshot Snapshot, IReadOnlyList<IndexedImage> Images, long Generation, DateTime LoadedUtc)
{
    /// <summary>Is told what is wrong with its lists, so that all rows are compared.</summary>
    public Action<string>? OnListsDamaged { get; init; }

    /// <summary>The ETag of what changes with the index; a weak one, as answers may be compressed on their way.</summary>
    public string Tag { get; } = TagOf(Index);

    /// <summary>Of the whole mark: another file in its place may have as many generations and images.</summary>
    private static string TagOf(ImageIndex index) => FileBinding.Of(index)?.Mark is { } mark
        ? string.Create(CultureInfo.InvariantCulture,
            $"W/\"g{index.Generation}-{index.ImageCount}-{mark.Commit:x}-{mark.CatalogOffset:x}"
            + $"-{mark.CatalogChecksum:x8}-{mark.FileBytes:x}\"")
        : throw new ArgumentException("The index has no file.", nameof(index));

    /// <summary>The state of an index that nobody changes meanwhile.</summary>
    public static ServedIndex Of(string name, ImageIndex index) =>
        new(name, index, index.Snapshot(), index.GetImages(), index.Generation, DateTime.UtcNow);
}
