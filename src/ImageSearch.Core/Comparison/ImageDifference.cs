namespace ImageSearch.Comparison;

/// <summary>A place where two images contradict each other, though one transform lays the one upon the other.</summary>
/// <param name="First">Its outline in the first image: top left, top right, bottom right, bottom left, in pixels of its file.</param>
/// <param name="Second">The same corners in the second image, in pixels of that file.</param>
/// <param name="Share">Which share of the overlap it takes, 0 to 1.</param>
public sealed record ImageDifference(
    IReadOnlyList<(double X, double Y)> First, IReadOnlyList<(double X, double Y)> Second, double Share);
