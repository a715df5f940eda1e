namespace ImageSearch.Comparison.Pixels;

/// <summary>A connected area of blocks that contradict.</summary>
/// <param name="Left">Pixels of the frame.</param>
/// <param name="Top">Pixels of the frame.</param>
/// <param name="Right">Pixels of the frame, behind the last one.</param>
/// <param name="Bottom">Pixels of the frame, below the last one.</param>
/// <param name="Share">Its share of the blocks where both images have pixels.</param>
internal readonly record struct DifferingArea(double Left, double Top, double Right, double Bottom, double Share);
