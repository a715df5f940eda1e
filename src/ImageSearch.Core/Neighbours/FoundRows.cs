using ImageSearch.Index;

namespace ImageSearch.Neighbours;

/// <summary>What a search found: near rows of each query row, nearest first.</summary>
/// <param name="snapshot">Whose rows they are.</param>
/// <param name="nearest">The rows of each query row.</param>
/// <param name="keypoints">What is known of rows without a look at the index's; null if nothing is.</param>
internal sealed class FoundRows(IndexSnapshot snapshot, Neighbour[][] nearest, IReadOnlyDictionary<long, PackedKeypoint>? keypoints = null)
{
    /// <summary>The rows of each query row, nearest first.</summary>
    public Neighbour[][] Nearest => nearest;

    /// <summary>How large and how turned the feature of a row was seen.</summary>
    public (double Scale, double Angle) Seen(IndexEntry entry, long row) => Keypoint(entry, row).Seen;

    /// <summary>The keypoint of a row; of rows that were found in lists, no more of it than scale and direction.</summary>
    public PackedKeypoint Keypoint(IndexEntry entry, long row) =>
        keypoints is not null && keypoints.TryGetValue(row, out PackedKeypoint known) ? known : snapshot.KeypointOfRow(entry, row);
}
