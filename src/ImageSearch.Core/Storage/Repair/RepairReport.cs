namespace ImageSearch.Storage.Repair;

/// <summary>What a repair saved.</summary>
/// <param name="Path">The index file, sound again.</param>
/// <param name="DamagedFile">The file as it was, beside it.</param>
/// <param name="Images">How many images were saved.</param>
/// <param name="Rows">How many rows they have.</param>
/// <param name="LostImages">Paths of images that are known of, but whose rows were damaged; updating or adding them again brings them back.</param>
public sealed record RepairReport(string Path, string DamagedFile, int Images, long Rows, IReadOnlyList<string> LostImages);
