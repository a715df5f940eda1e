using ImageSearch.Geometry;

namespace ImageSearch.Comparison;

/// <summary>Where in an image a polygon lies: its middle by thirds, and whether it runs along a side.</summary>
/// <param name="Row">-1 above the middle, 0 in it, 1 below.</param>
/// <param name="Column">-1 left of the middle, 0 in it, 1 right.</param>
/// <param name="IsWide">Whether it takes most of the width.</param>
/// <param name="IsTall">Whether it takes most of the height.</param>
/// <param name="IsInCorner">Whether it ends near two sides that meet.</param>
internal readonly record struct Placement(int Row, int Column, bool IsWide, bool IsTall, bool IsInCorner)
{
    /// <summary>What takes more than this share of a side runs along it.</summary>
    private const double LongShare = 0.6;

    /// <summary>What ends within this share of two sides lies in their corner.</summary>
    private const double CornerShare = 0.35;

    /// <summary>The part of the image.</summary>
    public ImagePlace Place => (IsWide, IsTall) switch
    {
        (true, true) => ImagePlace.AllOver,
        (true, false) => Row switch { < 0 => ImagePlace.Top, > 0 => ImagePlace.Bottom, _ => ImagePlace.Centre },
        (false, true) => Column switch { < 0 => ImagePlace.Left, > 0 => ImagePlace.Right, _ => ImagePlace.Centre },
        _ => (Row, Column) switch
        {
            (0, 0) => ImagePlace.Centre,
            (0, < 0) => ImagePlace.Left,
            (0, _) => ImagePlace.Right,
            ( < 0, 0) => ImagePlace.Top,
            (_, 0) => ImagePlace.Bottom,
            ( < 0, < 0) => ImagePlace.UpperLeft,
            ( < 0, _) => ImagePlace.UpperRight,
            (_, < 0) => ImagePlace.LowerLeft,
            _ => ImagePlace.LowerRight,
        },
    };

    /// <summary>Where polygons lie in an image of so many pixels, taken together; what reaches beyond the image does not count.</summary>
    public static Placement Of(IEnumerable<(double X, double Y)> corners, (int Width, int Height) image)
    {
        (double X, double Y)[] parts = [.. corners.Select(p => (Part(p.X, image.Width), Part(p.Y, image.Height)))];
        (double left, double right) = (parts.Min(p => p.X), parts.Max(p => p.X));
        (double top, double bottom) = (parts.Min(p => p.Y), parts.Max(p => p.Y));
        return new Placement(Third(top, bottom), Third(left, right), right - left > LongShare, bottom - top > LongShare,
            IsCorner(left, right) && IsCorner(top, bottom));
    }

    private static double Part(double at, int pixels) => Math.Clamp(PixelCentres.ToShare(at, pixels), 0, 1);

    private static int Third(double from, double to) => ((from + to) / 2) switch { < 0.375 => -1, > 0.625 => 1, _ => 0 };

    private static bool IsCorner(double from, double to) => to < CornerShare || from > 1 - CornerShare;
}
