using ImageSearch.Geometry;

namespace ImageSearch.Pictures;

/// <summary>Where in an image something lies, in words.</summary>
internal static class PlaceWords
{
    /// <summary>What takes more than this share of a side runs along it.</summary>
    private const double LongShare = 0.6;

    /// <summary>What ends within this share of two sides lies in their corner.</summary>
    private const double CornerShare = 0.35;

    /// <summary>The place of what takes most of an image.</summary>
    public const string AllOver = "all over";

    /// <summary>The place of a polygon in an image of so many pixels; what reaches beyond the image does not count.</summary>
    public static string Of(IReadOnlyList<(double X, double Y)> polygon, (int Width, int Height) image)
    {
        double left = polygon.Min(p => Part(p.X, image.Width)), right = polygon.Max(p => Part(p.X, image.Width));
        double top = polygon.Min(p => Part(p.Y, image.Height)), bottom = polygon.Max(p => Part(p.Y, image.Height));
        string row = Third(top, bottom, "upper", "", "lower"), column = Third(left, right, "left", "", "right");
        return (right - left > LongShare, bottom - top > LongShare) switch
        {
            (true, true) => AllOver,
            (true, false) => row switch { "upper" => "along the top", "lower" => "along the bottom", _ => "across the middle" },
            (false, true) => column switch { "left" => "along the left side", "right" => "along the right side", _ => "down the middle" },
            _ => (row, column) switch
            {
                ("", "") => "in the centre",
                ("", _) => $"on the {column}",
                ("upper", "") => "at the top",
                (_, "") => "at the bottom",
                _ => $"{row} {column}{(IsCorner(left, right) && IsCorner(top, bottom) ? " corner" : "")}",
            },
        };
    }

    /// <summary>The area of a polygon as a share of an image's, 0 to 1.</summary>
    public static double Share(IReadOnlyList<(double X, double Y)> polygon, (int Width, int Height) image)
    {
        double twice = 0;
        for (int i = 0; i < polygon.Count; i++)
        {
            ((double x0, double y0), (double x1, double y1)) = (polygon[i], polygon[(i + 1) % polygon.Count]);
            twice += (x0 * y1) - (x1 * y0);
        }

        return Math.Min(1, Math.Abs(twice) / 2 / ((double)image.Width * image.Height));
    }

    private static double Part(double at, int pixels) => Math.Clamp(PixelCentres.ToShare(at, pixels), 0, 1);

    private static string Third(double from, double to, string low, string middle, string high) =>
        ((from + to) / 2) switch { < 0.375 => low, > 0.625 => high, _ => middle };

    private static bool IsCorner(double from, double to) => to < CornerShare || from > 1 - CornerShare;
}
