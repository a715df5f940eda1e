namespace ImageSearch.Wire;

/// <summary>An indexed image as /api/v1 shows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="File">Its path below the server's image folder, or else its name alone.</param>
/// <param name="Path">Its full path, where the server shows paths; else absent.</param>
/// <param name="Width">Pixels, upright.</param>
/// <param name="Height">Pixels, upright.</param>
/// <param name="Pages">How many pages or frames the file has; absent of images that an earlier version indexed.</param>
/// <param name="Features">How many rows it has.</param>
/// <param name="LengthBytes">The file's length.</param>
/// <param name="ModifiedUtc">When the file was written.</param>
/// <param name="Sha256">The hash of its content.</param>
/// <param name="Thumbnail">Where its thumbnail is.</param>
public sealed record ImageView(
    long Id, string File, string? Path, int Width, int Height, int? Pages, int Features, long LengthBytes, DateTime ModifiedUtc,
    string Sha256, string Thumbnail)
{
    /// <summary>Where its file is, if the server gives files away; else absent.</summary>
    public string? Original { get; init; }
}
