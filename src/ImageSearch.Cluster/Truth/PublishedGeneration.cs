using ImageSearch.Cluster.Objects;

namespace ImageSearch.Cluster.Truth;

/// <summary>A generation of an index that was published.</summary>
/// <param name="Index">The index.</param>
/// <param name="Generation">Counts what was published of it, from 1.</param>
/// <param name="Epoch">Counts its writers: which of them published it.</param>
/// <param name="Sha256">Of the object that says what it consists of.</param>
/// <param name="Number">The number of that object.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Images">How many images it has.</param>
/// <param name="Rows">How many rows.</param>
/// <param name="MadeBy">The writer, in words.</param>
internal sealed record PublishedGeneration(
    string Index, long Generation, long Epoch, string Sha256, long Number, long Bytes, long Images, long Rows, string MadeBy)
{
    /// <summary>When it was published (UTC), by the database's clock.</summary>
    public DateTime PublishedUtc { get; init; }

    /// <summary>The object that says what it consists of.</summary>
    public ObjectName Manifest => new(Index, Sha256, Number, ObjectName.Generation, Bytes);
}
