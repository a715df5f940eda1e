namespace ImageSearch.Storage.Repair;

/// <summary>What a repair saved.</summary>
public sealed record RepairReport(string FullName, string DamagedFile, int Images, long Rows, IReadOnlyList<string> LostImages)
{
    /// <summary>The index file, sound again.</summary>
    public string FullName { get; } = FullName;

    /// <summary>The file as it was, beside it.</summary>
    public string DamagedFile { get; } = DamagedFile;

    /// <summary>How many images were saved.</summary>
    public int Images { get; } = Images;

    /// <summary>How many rows they have.</summary>
    public long Rows { get; } = Rows;

    /// <summary>Paths of images that are known of, but whose rows are damaged or told of in contradictory ways; updating or adding them
    /// again brings them back.</summary>
    public IReadOnlyList<string> LostImages { get; } = Array.AsReadOnly([.. LostImages]);
}
