namespace ImageSearch.Index;

/// <summary>A folder that an index follows: updates make the index agree with it.</summary>
/// <param name="FullName">Its full path.</param>
/// <param name="Recurse">Whether the folders in it are meant too.</param>
public sealed record FollowedFolder(string FullName, bool Recurse)
{
    /// <summary>Its full path.</summary>
    public string FullName { get; internal init; } = FullName;

    /// <summary>Whether the folders in it are meant too.</summary>
    public bool Recurse { get; internal init; } = Recurse;

    /// <summary>Patterns of the files that are meant; empty means all images by their endings.</summary>
    public IReadOnlyList<string> Include { get; internal init; } = [];

    /// <summary>Patterns of what is left alone.</summary>
    public IReadOnlyList<string> Exclude { get; internal init; } = [];

    /// <summary>
    /// On which volume it lay, under an empty name, and folders in it that lay on others, by their paths from it on with slashes; empty
    /// where
    /// the system does not tell.
    /// </summary>
    internal IReadOnlyList<(string Folder, ulong Volume)> Volumes { get; init; } = [];

    /// <summary>Whether all of it is the same, the lists by what is in them.</summary>
    internal bool IsSame(FollowedFolder other) => FullName == other.FullName && Recurse == other.Recurse
        && Include.SequenceEqual(other.Include) && Exclude.SequenceEqual(other.Exclude) && Volumes.SequenceEqual(other.Volumes);

    /// <summary>The path.</summary>
    public override string ToString() => FullName;
}
