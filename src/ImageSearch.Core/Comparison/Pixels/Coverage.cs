using ImageSearch.Geometry;

namespace ImageSearch.Comparison.Pixels;

/// <summary>How much of an image lies in another, and what it shows beyond.</summary>
/// <param name="Share">Of its area, the share that lies in the other, 0 to 1.</param>
/// <param name="IsFlatOutside">Whether what lies outside is of one colour: a border, or the empty corners of a rotated copy.</param>
/// <param name="IsAddedOutside">
/// Whether what lies outside is of one colour, by and large, that ends where the other image ends: a border, or a bar with words. Where the
/// colour goes on inside, as the white of a page does, a crop has left it away.
/// </param>
internal readonly record struct Coverage(double Share, bool IsFlatOutside, bool IsAddedOutside)
{
    /// <summary>Points across and down at which it is looked.</summary>
    private const int Points = 48;

    /// <summary>Levels by which a channel may be off where all is of one colour.</summary>
    private const int MaxSpread = 14;

    /// <summary>Of the points outside, so many may be off: rows of pixels along an edge, where both mix.</summary>
    private const double MaxOff = 0.1;

    /// <summary>Of a bar with words on it, so many are off.</summary>
    private const double MaxWords = 0.5;

    /// <summary>But what a bar has behind them is drawn: of one colour, within so many levels.</summary>
    private const int MaxDrawnSpread = 4;

    /// <summary>A colour goes on inside if so many of the points there, next to those outside, have it.</summary>
    private const double GoesOn = 0.5;

    /// <summary>How much of an image lies in another.</summary>
    /// <param name="image">The image.</param>
    /// <param name="toOther">From its pixels to the other's.</param>
    /// <param name="otherWidth">The other's width in those pixels.</param>
    /// <param name="otherHeight">The other's height.</param>
    public static Coverage Of(FramePixels image, Func<double, double, (double X, double Y)> toOther, int otherWidth, int otherHeight)
    {
        var places = new int[Points * Points];
        var isInside = new bool[places.Length];
        var isWellInside = new bool[places.Length];
        double edge = 0.006 * Math.Max(otherWidth, otherHeight);
        for (int i = 0; i < places.Length; i++)
        {
            double x = PixelCentres.Resize(i % Points, Points, image.Width), y = PixelCentres.Resize(i / Points, Points, image.Height);
            (double u, double v) = toOther(x, y);
            double within = Math.Min(Math.Min(u, v) + 0.5, Math.Min(otherWidth - u, otherHeight - v) - 0.5);
            (isInside[i], isWellInside[i]) = (within >= -edge, within >= edge);
            places[i] = ((Math.Clamp((int)Math.Round(y), 0, image.Height - 1) * image.Width)
                + Math.Clamp((int)Math.Round(x), 0, image.Width - 1)) * 3;
        }

        int[] outside = [.. places.Where((_, i) => !isInside[i])];
        double share = 1 - (outside.Length / (double)places.Length);
        if (outside.Length == 0)
        {
            return new Coverage(share, IsFlatOutside: true, IsAddedOutside: false);
        }

        byte[] rgb = image.Colour.Rgb;
        byte[] colour = [.. Enumerable.Range(0, 3)
            .Select(channel => outside.Select(p => rgb[p + channel]).Order().ElementAt(outside.Length / 2))];
        bool IsLike(int place, int spread) =>
            Enumerable.Range(0, 3).All(channel => Math.Abs(rgb[place + channel] - colour[channel]) <= spread);
        bool isFlat = outside.Count(p => !IsLike(p, MaxSpread)) <= MaxOff * outside.Length,
            isBar = isFlat || outside.Count(p => !IsLike(p, MaxDrawnSpread)) <= MaxWords * outside.Length;
        int[] seam = [.. Enumerable.Range(0, places.Length).Where(i => isWellInside[i] && HasOutside(i, isInside)).Select(i => places[i])];
        return new Coverage(share, isFlat, isBar && seam.Count(p => IsLike(p, MaxSpread)) < GoesOn * seam.Length);
    }

    /// <summary>Whether a point lies outside that is two steps away: the one between may be where both mix.</summary>
    private static bool HasOutside(int at, bool[] isInside)
    {
        (int y, int x) = Math.DivRem(at, Points);
        return (x > 1 && !isInside[at - 2]) || (x < Points - 2 && !isInside[at + 2]) || (y > 1 && !isInside[at - (2 * Points)])
            || (y < Points - 2 && !isInside[at + (2 * Points)]);
    }
}
