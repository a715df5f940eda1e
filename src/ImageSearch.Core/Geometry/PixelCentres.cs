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

    /// <summary>The same, of sizes in whole pixels; also where the middle of a cell lies, of so many that a side is divided into.</summary>
    /// <param name="at">In pixels, or the cell's number.</param>
    /// <param name="from">How long the side is there, or how many cells it has.</param>
    /// <param name="to">How long it is in pixels at the other size.</param>
    internal static double Resize(double at, int from, int to) => ((at + 0.5) * to / from) - 0.5;

    /// <summary>The pixel of a smaller copy that a place falls on; as far beyond the edge as the place.</summary>
    /// <param name="at">In pixels.</param>
    /// <param name="from">How long the side is.</param>
    /// <param name="to">How long it is in the copy.</param>
    internal static int Cell(double at, int from, int to) => (int)((at + 0.5) * to / from);

    /// <summary>How far a place is from the edge: what formats count by whose pixels begin at 0.</summary>
    internal static double FromEdge(double at) => at + 0.5;

    /// <summary>A place in the image mirrored horizontally; a whole side, as its first and its last pixel change places.</summary>
    internal static double Mirrored(double at, int pixels) => pixels - 1 - at;

    /// <summary>The middles of the corner pixels: top left, top right, bottom right, bottom left.</summary>
    internal static (double X, double Y)[] Corners(int width, int height) =>
        [(0, 0), (width - 1, 0), (width - 1, height - 1), (0, height - 1)];
}
