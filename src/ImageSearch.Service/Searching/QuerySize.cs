namespace ImageSearch.Service.Searching;

/// <summary>How large the query image is, upright: as its file, and as it was described.</summary>
/// <param name="Width">Pixels of the file.</param>
/// <param name="Height">Pixels of the file.</param>
/// <param name="DescribedWidth">Pixels that its keypoints lie in.</param>
/// <param name="DescribedHeight">Pixels that its keypoints lie in.</param>
internal sealed record QuerySize(int Width, int Height, int DescribedWidth, int DescribedHeight);
