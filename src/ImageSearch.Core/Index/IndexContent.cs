namespace ImageSearch.Index;

/// <summary>What a file must hold to be an index, all of one moment.</summary>
/// <param name="Snapshot">The images and their rows.</param>
/// <param name="NextId">The id of the next new image.</param>
/// <param name="Generation">Counts the index's changes.</param>
/// <param name="Followed">The folders that it follows.</param>
/// <param name="Kind">How near rows are found in it.</param>
internal sealed record IndexContent(
    IndexSnapshot Snapshot, long NextId, long Generation, IReadOnlyList<FollowedFolder> Followed, IndexKind Kind)
{
    /// <summary>What was changed since its file was opened or saved.</summary>
    public IReadOnlyList<ImageChange> Changes { get; init; } = [];
}
