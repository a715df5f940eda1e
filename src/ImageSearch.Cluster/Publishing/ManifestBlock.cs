using ImageSearch.Cluster.Objects;
using ImageSearch.Storage.Sealed;

namespace ImageSearch.Cluster.Publishing;

/// <summary>A block of an index file, and the object that has its bytes.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Header">Its header, in base64.</param>
/// <param name="Sha256">Of its bytes.</param>
/// <param name="Number">The object's number.</param>
internal sealed record ManifestBlock(BlockKind Kind, long Offset, long Bytes, string Header, string Sha256, long Number)
{
    /// <summary>The object that has its bytes.</summary>
    public ObjectName Object(string index) => new(index, Sha256, Number, NameOf(Kind), Bytes);

    /// <summary>What objects of a kind are called.</summary>
    public static string NameOf(BlockKind kind) => kind switch
    {
        BlockKind.Segment => "segment",
        BlockKind.Lists => "lists",
        _ => "catalog",
    };
}
