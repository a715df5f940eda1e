using ImageSearch.Geometry;
using ImageSearch.Retrieval;

namespace ImageSearch.Wire;

/// <summary>Places in an image as parts of its width and height, whatever size it is shown in.</summary>
public static class ImageParts
{
    /// <summary>Corners, each x and y in pixels of the file.</summary>
    public static double[][] Of(IEnumerable<(double X, double Y)> corners, int width, int height) =>
        [.. corners.Select(c => new[] { Of(c.X, width), Of(c.Y, height) })];

    /// <summary>A point that both show: x and y in the query, x and y in the image.</summary>
    public static double[] Of(MatchedPoint point, ImageMatch match) =>
    [
        Of(point.QueryX, match.QueryWidth), Of(point.QueryY, match.QueryHeight), Of(point.ImageX, match.Image.Width),
            Of(point.ImageY, match.Image.Height),
    ];

    /// <summary>A place in pixels as a part of a side of so many, to five places.</summary>
    public static double Of(double at, int pixels) => Math.Round(PixelCentres.ToShare(at, pixels), 5);

    /// <summary>Parts of sides back in pixels.</summary>
    /// <param name="parts">One for each side.</param>
    /// <param name="pixels">How long each side is.</param>
    public static double[] ToPixels(double[] parts, double[] pixels) => [.. parts.Zip(pixels, PixelCentres.FromShare)];

    /// <summary>A share or a confidence, to four places.</summary>
    public static double Round(double number) => Math.Round(number, 4);

    /// <summary>The same; null stays.</summary>
    public static double? Round(double? number) => number is { } some ? Round(some) : null;
}
