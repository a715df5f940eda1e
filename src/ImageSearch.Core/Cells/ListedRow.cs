namespace ImageSearch.Cells;

/// <summary>A row that was found in a list.</summary>
/// <param name="Key">Its estimated squared distance and its number, as <see cref="Kernels.Scan.NeighbourKey"/>.</param>
/// <param name="Scale">Its scale, the upper half of a <see cref="Index.PackedKeypoint"/>'s.</param>
/// <param name="Angle">Its direction, the upper half of a <see cref="Index.PackedKeypoint"/>'s.</param>
internal readonly record struct ListedRow(long Key, byte Scale, byte Angle);
