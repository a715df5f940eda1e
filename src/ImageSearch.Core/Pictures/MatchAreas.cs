using ImageSearch.Comparison;

namespace ImageSearch.Pictures;

/// <summary>Draws areas of two images: what they have in common, and where they contradict each other.</summary>
internal sealed class MatchAreas(Canvas canvas, PicturedImage query, PicturedImage image)
{
    private const double DifferenceCover = 0.28;

    /// <summary>Shades where the images contradict each other: under lines and points.</summary>
    public void Shade(IReadOnlyList<ImageDifference> differences)
    {
        foreach (ImageDifference difference in differences)
        {
            canvas.Fill(In(query, difference.First), Inks.Difference.At(DifferenceCover), query.Place);
            canvas.Fill(In(image, difference.Second), Inks.Difference.At(DifferenceCover), image.Place);
        }
    }

    /// <summary>Outlines what they contradict each other in: above all else.</summary>
    public void Outline(IReadOnlyList<ImageDifference> differences)
    {
        foreach (ImageDifference difference in differences)
        {
            Outline(In(query, difference.First), Inks.Difference, query.Place);
            Outline(In(image, difference.Second), Inks.Difference, image.Place);
        }
    }

    /// <summary>Outlines the parts in both images, each in a colour of its own, its first corner marked.</summary>
    public void Frame(IReadOnlyList<MatchedPart> parts)
    {
        // The largest part last, so that it is whole.
        for (int i = parts.Count - 1; i >= 0; i--)
        {
            Frame(In(query, parts[i].First), Inks.OfPart(i), query.Place);
            Frame(In(image, parts[i].Second), Inks.OfPart(i), image.Place);
        }
    }

    /// <summary>Outlines the query and where it lies in the image, its top left corner marked.</summary>
    public void Frame(IReadOnlyList<(double X, double Y)> outline)
    {
        Frame(query.Corners(), Inks.OfPart(0), query.Place);
        Frame(In(image, outline), Inks.OfPart(0), image.Place);
    }

    private void Frame(IReadOnlyList<(double X, double Y)> corners, Ink ink, Box within)
    {
        Outline(corners, ink, within);
        canvas.Line(corners[0], corners[0], 13, Inks.Shade, within);
        canvas.Line(corners[0], corners[0], 10, ink, within);
    }

    private void Outline(IReadOnlyList<(double X, double Y)> corners, Ink ink, Box within)
    {
        canvas.Outline(corners, 5, Inks.Shade, within);
        canvas.Outline(corners, 2.5, ink, within);
    }

    private static (double X, double Y)[] In(PicturedImage side, IReadOnlyList<(double X, double Y)> corners) =>
        [.. corners.Select(p => side.At(p.X, p.Y))];
}
