using ImageSearch.Index;
using ImageSearch.Retrieval;
using ImageSearch.Service.Indexes;
using ImageSearch.Wire;

namespace ImageSearch.Service.Api;

/// <summary>The facts of an index.</summary>
/// <param name="Name">Its name in URLs.</param>
/// <param name="Generation">The generation that is served.</param>
/// <param name="Images">How many images it has.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="Kind">How near rows are found: Flat compares all, Inverted looks in lists.</param>
/// <param name="KindDescription">The same in words: which of the nearest rows are found.</param>
/// <param name="Cells">How many cells the rows are dealt into; absent without lists.</param>
/// <param name="RowsListed">How many rows are listed, those of removed images among them; absent without lists.</param>
/// <param name="Recall">Which share of nearest rows the lists found when they were made, 0 to 1; absent without lists.</param>
/// <param name="HasDamagedLists">Whether its lists are known to be damaged, so that all rows are compared.</param>
/// <param name="Descriptor">The kind of descriptor.</param>
/// <param name="Features">How many features an image has at most.</param>
/// <param name="LongSidePixels">What images are shrunk to.</param>
/// <param name="LoadedUtc">Since when this generation is served.</param>
/// <param name="IsFresh">Whether the file's newest generation is the one that is served.</param>
/// <param name="IsWritable">Whether images can be added and removed.</param>
internal sealed record IndexView(
    string Name, long Generation, int Images, long Rows, string Kind, string KindDescription, int? Cells, long? RowsListed, double? Recall,
    bool HasDamagedLists, string Descriptor, int Features, int LongSidePixels, DateTime LoadedUtc, bool IsFresh, bool IsWritable)
{
    public static IndexView Of(NamedIndex index, ServiceOptions options)
    {
        ServedIndex served = index.Current;
        IndexSettings settings = served.Index.Settings;
        ListSummary? lists = index.Lists;
        return new IndexView(served.Name, served.Generation, served.Images.Count, served.Snapshot.RowCount,
            served.Index.Kind.ToString(), KindWords.Of(served.Index.Kind, lists), lists?.Cells, lists?.Rows,
            lists is null ? null : ImageParts.Round(KindWords.Recall(lists)), lists?.Damage is not null,
            settings.Sift.Descriptor.ToString(), settings.Sift.Features, settings.Imaging.LongSidePixels, served.LoadedUtc,
            index.IsFresh, options.UploadFolder is not null);
    }

    /// <summary>One that could not be opened yet is listed too, with nothing in it.</summary>
    public static IndexView OfAny(NamedIndex index, ServiceOptions options) =>
        index.Served is not null ? Of(index, options) : new IndexView(index.Source.Name, 0, 0, 0, "", "", null, null, null, false,
            "", 0, 0, DateTime.UnixEpoch, false, false);
}
