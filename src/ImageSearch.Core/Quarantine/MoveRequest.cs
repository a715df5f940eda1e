namespace ImageSearch.Quarantine;

/// <summary>A duplicate that is to be moved away, and what must be so for that.</summary>
/// <param name="Path">The duplicate's full path.</param>
/// <param name="Sha256">SHA-256 of its bytes in hexadecimal digits, as it was when it was found to be one.</param>
/// <param name="KeeperPath">The full path of the image that is kept.</param>
/// <param name="KeeperSha256">SHA-256 of that one's bytes in hexadecimal digits, as it was then.</param>
/// <param name="Relation">What the duplicate is to the image that is kept, for the list; null if that is not known.</param>
public sealed record MoveRequest(string Path, string Sha256, string KeeperPath, string KeeperSha256, string? Relation = null);
