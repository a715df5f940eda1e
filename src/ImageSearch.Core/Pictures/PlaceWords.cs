using ImageSearch.Comparison;

namespace ImageSearch.Pictures;

/// <summary>Where in an image something lies, in words.</summary>
internal static class PlaceWords
{
    /// <summary>The place of what takes most of an image.</summary>
    public const string AllOver = "all over";

    /// <summary>The place of a polygon in an image of so many pixels; what reaches beyond the image does not count.</summary>
    public static string Of(IReadOnlyList<(double X, double Y)> polygon, (int Width, int Height) image)
    {
        var at = Placement.Of(polygon, image);
        string row = at.Row < 0 ? "upper" : "lower", column = at.Column < 0 ? "left" : "right";
        return (at.IsWide, at.IsTall) switch
        {
            (true, true) => AllOver,
            (true, false) => at.Row switch { < 0 => "along the top", > 0 => "along the bottom", _ => "across the middle" },
            (false, true) => at.Column == 0 ? "down the middle" : $"along the {column} side",
            _ => (at.Row, at.Column) switch
            {
                (0, 0) => "in the centre",
                (0, _) => $"on the {column}",
                ( < 0, 0) => "at the top",
                (_, 0) => "at the bottom",
                _ => $"{row} {column}{(at.IsInCorner ? " corner" : "")}",
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
}
