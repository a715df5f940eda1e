using ImageSearch.Geometry;

namespace ImageSearch.Comparison.Pixels;

/// <summary>How much of an image lies in another, and what it shows beyond.</summary>
/// <param name="Share">Of its area, the share that lies in the other, 0 to 1.</param>
/// <param name="IsFlatOutside">Whether what lies outside is of one colour: a border, or the empty corners of a rotated copy.</param>
internal readonly record struct Coverage(double Share, bool IsFlatOutside)
{
    /// <summary>Points across and down at which it is looked.</summary>
    private const int Points = 48;

    /// <summary>Levels by which a channel may be off where all is of one colour.</summary>
    private const int MaxSpread = 14;

    /// <summary>Of the points outside, so many may be off: rows of pixels along an edge, where both mix.</summary>
    private const double MaxOff = 0.1;

    /// <summary>How much of an image lies in another.</summary>
    /// <param name="image">The image.</param>
    /// <param name="toOther">From its pixels to the other's.</param>
    /// <param name="otherWidth">The other's width in those pixels.</param>
    /// <param name="otherHeight">The other's height.</param>
    public static Coverage Of(FramePixels image, Func<double, double, (double X, double Y)> toOther, int otherWidth, int otherHeight)
    {
        int inside = 0;
        var outside = new List<int>();
        double edge = 0.006 * Math.Max(otherWidth, otherHeight);
        for (int i = 0; i < Points * Points; i++)
        {
            double x = PixelCentres.Resize(i % Points, Points, image.Width), y = PixelCentres.Resize(i / Points, Points, image.Height);
            (double u, double v) = toOther(x, y);
            if (u >= -0.5 - edge && v >= -0.5 - edge && u <= otherWidth - 0.5 + edge && v <= otherHeight - 0.5 + edge)
            {
                inside++;
            }
            else
            {
                outside.Add(((Math.Clamp((int)Math.Round(y), 0, image.Height - 1) * image.Width)
                    + Math.Clamp((int)Math.Round(x), 0, image.Width - 1)) * 3);
            }
        }

        return new Coverage(inside / (double)(Points * Points), IsFlat(image.Colour.Rgb, outside));
    }

    private static bool IsFlat(byte[] rgb, List<int> places)
    {
        if (places.Count == 0)
        {
            return true;
        }

        int off = 0;
        byte[] middle = [.. Enumerable.Range(0, 3)
            .Select(channel => places.Select(p => rgb[p + channel]).Order().ElementAt(places.Count / 2))];
        foreach (int p in places)
        {
            off += Enumerable.Range(0, 3).Any(channel => Math.Abs(rgb[p + channel] - middle[channel]) > MaxSpread) ? 1 : 0;
        }

        return off <= MaxOff * places.Count;
    }
}
