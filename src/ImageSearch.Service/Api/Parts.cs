namespace ImageSearch.Service.Api;

/// <summary>Places in an image as parts of its width and height, whatever size it is shown in.</summary>
internal static class Parts
{
    /// <summary>Corners, each x and y in pixels of the file.</summary>
    public static double[][] Of(IEnumerable<(double X, double Y)> corners, int width, int height) =>
        [.. corners.Select(c => new[] { Of(c.X, width), Of(c.Y, height) })];

    /// <summary>Pixels are squares around their centres: the first one's is half a pixel from the edge.</summary>
    public static double Of(double at, int pixels) => Math.Round((at + 0.5) / pixels, 5);
}
