namespace ImageSearch.Geometry;

/// <summary>
/// Pixels are squares around their centres: the first one's centre is 0, and half a pixel from the image's edge. From sizes to sizes,
/// places are taken by their distance from the edge; this is the one place that knows the half pixel.
/// </summary>
public static class PixelCentres
{
    /// <summary>A place as a share of a side, from edge to edge.</summary>
    /// <param name="at">In pixels.</param>
    /// <param name="pixels">How long the side is.</param>
    public static double ToShare(double at, double pixels) => (at + 0.5) / pixels;

    /// <summary>A share of a side as a place in pixels.</summary>
    /// <param name="share">From edge to edge.</param>
    /// <param name="pixels">How long the side is.</param>
    public static double FromShare(double share, double pixels) => (share * pixels) - 0.5;

    /// <summary>A place in the same image at another size.</summary>
    /// <param name="at">In pixels.</param>
    /// <param name="factor">The other size over this one.</param>
    public static double Scale(double at, double factor) => ((at + 0.5) * factor) - 0.5;
}
