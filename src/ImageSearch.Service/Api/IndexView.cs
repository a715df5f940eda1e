using ImageSearch.Index;
using ImageSearch.Service.Indexes;

namespace ImageSearch.Service.Api;

/// <summary>The facts of an index.</summary>
internal sealed record IndexView(
    string Name, long Generation, int Images, long Rows, string Descriptor, int Features, int LongSidePixels, DateTime LoadedUtc,
    bool IsFresh, bool IsWritable)
{
    public static IndexView Of(NamedIndex index, ServiceOptions options)
    {
        ServedIndex served = index.Current;
        IndexSettings settings = served.Index.Settings;
        return new IndexView(served.Name, served.Generation, served.Images.Count, served.Snapshot.RowCount,
            settings.Sift.Descriptor.ToString(),
            settings.Sift.Features, settings.Imaging.LongSidePixels, served.LoadedUtc, index.IsFresh, options.UploadFolder is not null);
    }

    /// <summary>One that could not be opened yet is listed too, with nothing in it.</summary>
    public static IndexView OfAny(NamedIndex index, ServiceOptions options) =>
        index.Served is not null ? Of(index, options) : new IndexView(index.Source.Name, 0, 0, 0, "", 0, 0, DateTime.UnixEpoch, false,
            false);
}
