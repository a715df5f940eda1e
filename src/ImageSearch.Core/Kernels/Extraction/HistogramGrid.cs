namespace ImageSearch.Kernels.Extraction;

/// <summary>A square grid of cells, each with so many directions, turned by an angle, with a margin of one cell around it.</summary>
/// <param name="Angle">Degrees, 0 up to 360.</param>
/// <param name="Cells">Cells in a row, without the margin.</param>
/// <param name="Directions">Directions in a cell.</param>
internal readonly record struct HistogramGrid(float Angle, int Cells, int Directions);
