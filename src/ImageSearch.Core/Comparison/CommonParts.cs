using ImageSearch.Geometry;
using ImageSearch.Sift;

namespace ImageSearch.Comparison;

/// <summary>
/// The areas that two images have in common: of one view the whole overlap, else the places of the points of each part.
/// </summary>
internal static class CommonParts
{
    /// <summary>What the second image has in common with the first.</summary>
    /// <param name="comparison">What comparing them said.</param>
    /// <param name="first">The first image's size in pixels of its file.</param>
    /// <param name="second">The second image's size in pixels of its file.</param>
    public static IReadOnlyList<MatchedPart> Of(ImageComparison comparison, (int Width, int Height) first,
        (int Width, int Height) second) => comparison.Relation switch
        {
            ImageRelation.None => [],

            // Points that lie all over have what differs between them: an outline around them would call it common.
            ImageRelation.SharedPart =>
            [.. comparison.Parts.Where(p => Placement.Of(p.First, first).Place != ImagePlace.AllOver
            && Placement.Of(p.Second, second).Place != ImagePlace.AllOver)],
            ImageRelation.SameScene when comparison.Parts.Count > 1 => comparison.Parts,
            _ => Overlap(comparison, first, second) is { } overlap ? [overlap] : comparison.Parts,
        };

    /// <summary>The first image as it lies in the second, as far as the second shows it; null without geometry, or where it reaches beyond
    /// the horizon.</summary>
    private static MatchedPart? Overlap(ImageComparison comparison, (int Width, int Height) first, (int Width, int Height) second)
    {
        (double X, double Y)[] corners = PixelCentres.Corners(first.Width, first.Height);
        if (comparison.Outline is not { Count: 4 } outline || !IsConvex(outline)
            || LeastSquares.Homography([.. corners.Zip(outline, Pair)])?.Inverse() is not { } back)
        {
            return null;
        }

        List<(double X, double Y)> shown = [.. outline];
        foreach (Func<(double X, double Y), double> inside in (Func<(double X, double Y), double>[])[p => p.X, p => second.Width - 1 - p.X,
            p => p.Y, p => second.Height - 1 - p.Y])
        {
            shown = Clip(shown, inside);
        }

        return shown.Count < 3 ? null : new MatchedPart([.. shown.Select(p => back.Apply(p.X, p.Y))], shown, comparison.Points);
    }

    /// <summary>The part of a convex polygon on the inner side of a line (Sutherland, Hodgman 1974).</summary>
    /// <param name="polygon">The corners.</param>
    /// <param name="inside">How far a point lies on the inner side; linear.</param>
    private static List<(double X, double Y)> Clip(List<(double X, double Y)> polygon, Func<(double X, double Y), double> inside)
    {
        var kept = new List<(double X, double Y)>();
        for (int i = 0; i < polygon.Count; i++)
        {
            ((double X, double Y) a, (double X, double Y) b) = (polygon[i], polygon[(i + 1) % polygon.Count]);
            (double from, double to) = (inside(a), inside(b));
            if (from >= 0)
            {
                kept.Add(a);
            }

            if (from >= 0 != to >= 0)
            {
                double t = from / (from - to);
                kept.Add((a.X + (t * (b.X - a.X)), a.Y + (t * (b.Y - a.Y))));
            }
        }

        return kept;
    }

    private static bool IsConvex(IReadOnlyList<(double X, double Y)> polygon)
    {
        double[] turns = [.. Enumerable.Range(0, polygon.Count).Select(i =>
        {
            ((double X, double Y) a, (double X, double Y) b, (double X, double Y) c) =
                (polygon[i], polygon[(i + 1) % polygon.Count], polygon[(i + 2) % polygon.Count]);
            return ((b.X - a.X) * (c.Y - b.Y)) - ((b.Y - a.Y) * (c.X - b.X));
        })];
        return Array.TrueForAll(turns, t => t > 0) || Array.TrueForAll(turns, t => t < 0);
    }

    private static KeypointMatch Pair((double X, double Y) first, (double X, double Y) second) =>
        new(0, 0, new Keypoint((float)first.X, (float)first.Y, 1, 0, 0), new Keypoint((float)second.X, (float)second.Y, 1, 0, 0), 0);
}
