namespace ImageSearch.Storage.Sealed;

/// <summary>What a block of an index file is.</summary>
internal enum BlockKind
{
    /// <summary>Rows, and the table of their images.</summary>
    Segment,

    /// <summary>Centres or lists.</summary>
    Lists,

    /// <summary>A catalog.</summary>
    Catalog,
}
