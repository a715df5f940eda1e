namespace ImageSearch.Storage.Sealed;

/// <summary>A block of an index file, which never changes: it can lie anywhere, and belongs where it lay in the file.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Offset">Where it begins in the file, by which catalogs and lists name it.</param>
/// <param name="Bytes">How long it is.</param>
/// <param name="Header">Its first 64 bytes in base64, which vouch for all the others.</param>
internal sealed record SealedBlock(BlockKind Kind, long Offset, long Bytes, string Header)
{
    /// <summary>Where the next one begins.</summary>
    public long End => Offset + Bytes;
}
