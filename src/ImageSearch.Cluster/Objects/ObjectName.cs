using System.Text.RegularExpressions;

namespace ImageSearch.Cluster.Objects;

/// <summary>An object of the store: bytes that never change, called by their checksum. The number is never given twice, so that an object
/// that is being deleted is never the one that somebody makes at the same time.</summary>
/// <param name="Index">The index that it belongs to.</param>
/// <param name="Sha256">Of its bytes, in hexadecimal digits.</param>
/// <param name="Number">Tells it from objects of the same bytes that were deleted.</param>
/// <param name="Kind">What it is: segment, lists, catalog or generation.</param>
/// <param name="Bytes">How long it is.</param>
internal sealed partial record ObjectName(string Index, string Sha256, long Number, string Kind, long Bytes)
{
    /// <summary>The kind of the object that says what a generation consists of.</summary>
    public const string Generation = "generation";

    private const string Version = "v1";

    /// <summary>Where it lies in the store.</summary>
    public string Path => $"{Version}/{Index}/{Kind}/{Sha256}-{Number}";

    /// <summary>Whether an index may be called so: as in URLs, and no more than a part of a path.</summary>
    public static bool IsFit(string index) => IndexForm().IsMatch(index);

    /// <inheritdoc/>
    public override string ToString() => Path;

    [GeneratedRegex(@"\A[A-Za-z0-9_-][A-Za-z0-9._-]{0,99}\z")]
    private static partial Regex IndexForm();
}
