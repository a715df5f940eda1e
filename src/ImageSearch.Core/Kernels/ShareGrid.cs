namespace ImageSearch.Kernels;

/// <summary>A square grid of cells, each with so many directions, turned by an angle.</summary>
/// <param name="Angle">Degrees, 0 up to 360.</param>
/// <param name="Centre">Where the frame's origin lies, in cells from the centre of the first.</param>
/// <param name="CellsARow">Cells in a row, those of the margin too.</param>
/// <param name="Directions">Directions in a cell.</param>
internal readonly record struct ShareGrid(float Angle, float Centre, int CellsARow, int Directions);
