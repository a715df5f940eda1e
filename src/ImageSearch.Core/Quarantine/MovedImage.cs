namespace ImageSearch.Quarantine;

/// <summary>An image that was moved into a quarantine.</summary>
public sealed record MovedImage(string FullName, string OriginalPath, string KeeperPath, string? Relation, string Sha256, DateTime MovedUtc)
{
    /// <summary>Where the image is now.</summary>
    public string FullName { get; internal init; } = FullName;

    /// <summary>Where it was.</summary>
    public string OriginalPath { get; internal init; } = OriginalPath;

    /// <summary>The image that is kept in its stead.</summary>
    public string KeeperPath { get; internal init; } = KeeperPath;

    /// <summary>What it is to that image; null if that was not told.</summary>
    public string? Relation { get; internal init; } = Relation;

    /// <summary>SHA-256 of its bytes in hexadecimal digits.</summary>
    public string Sha256 { get; internal init; } = Sha256;

    /// <summary>When it was moved (UTC).</summary>
    public DateTime MovedUtc { get; internal init; } = MovedUtc;

    /// <summary>The image's file, for the parameter -LiteralPath of other cmdlets.</summary>
    public string PSPath => FullName;

    /// <summary>Its number in the list.</summary>
    internal long Number { get; init; }

    /// <summary>The path.</summary>
    public override string ToString() => FullName;
}
