using ImageSearch.Comparison;
using ImageSearch.Files;
using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Pictures;

/// <summary>
/// The picture of a result: both images side by side (wide ones one above the other), lines between the inliers, outlines of what they have
/// in common, where they contradict each other, and the verdict and its evidence in words.
/// </summary>
public static class MatchPicture
{
    private const double MaxEnlarged = 4;
    private const int JpegQuality = 90;
    private const int Margin = 20;
    private const int Gap = 32;
    private const double WordsPixels = 10;
    private const int FootPixels = 48;

    private const double LineCover = 0.75;

    /// <summary>Of lines that must not hide where the images differ.</summary>
    private const double FaintCover = 0.3;

    /// <summary>From red to violet, short of red again.</summary>
    private const double HueRange = 0.8;

    /// <summary>Writes the picture as PNG or JPEG, by the file's ending; the file is there whole or not at all.</summary>
    /// <param name="match">What to draw.</param>
    /// <param name="path">A file ending in .png, .jpg or .jpeg.</param>
    /// <param name="options">Size and limits.</param>
    /// <param name="replace">Whether a file that is there is replaced.</param>
    /// <exception cref="ArgumentException">The ending is another, or an option is out of range.</exception>
    /// <exception cref="ImageException">An image is not there or cannot be read, or the picture exists or cannot be written.</exception>
    /// <exception cref="ImageLibraryException">libvips is not there.</exception>
    public static void Write(PicturedMatch match, string path, MatchPictureOptions options, bool replace = false)
    {
        bool isPng = IsPng(path);
        if (SameFile.IsOneOf(path, [match.QueryPath, match.ImagePath]))
        {
            throw ImageException.PictureOfItself(path);
        }

        PictureFile.CheckFree(path, replace);
        ColourImage picture = Draw(match, options);
        PictureFile.Write(path, picture.Run(image => isPng ? EncodedImage.Png(image) : EncodedImage.Jpeg(image, JpegQuality)), replace);
    }

    /// <summary>Whether a path's ending means PNG; else it means JPEG.</summary>
    /// <exception cref="ArgumentException">It means neither.</exception>
    public static bool IsPng(string path) => Path.GetExtension(path).ToUpperInvariant() switch
    {
        ".PNG" => true,
        ".JPG" or ".JPEG" => false,
        _ => throw new ArgumentException($"A picture is a .png, .jpg or .jpeg file, not '{Path.GetFileName(path)}'."),
    };

    internal static ColourImage Draw(PicturedMatch match, MatchPictureOptions options)
    {
        options.Validate();
        PicturedImage query = Read(match.QueryPath, match.Roles.Query, options), image = Read(match.ImagePath, match.Roles.Image, options);
        IReadOnlyList<(MatchedPoint Point, int Part)> points = match.Joined;
        int lines = Math.Min(options.MaxLines, points.Count), width = Width(query, image);
        var head = new MatchHead(match, lines, Margin, width);
        Canvas canvas = Place(query, image, head.Height, width);
        head.Draw(canvas);
        canvas.Paste(query.Pixels, query.Place.Left, query.Place.Top);
        canvas.Paste(image.Pixels, image.Place.Left, image.Place.Top);
        var areas = new MatchAreas(canvas, query, image);
        areas.Shade(match.Shaded);
        if (match.Parts.Count > 0)
        {
            areas.Frame(match.Parts);
        }
        else if (match is { Relation: not (ImageRelation.None or ImageRelation.SharedPart), Outline: { Count: > 0 } outline })
        {
            areas.Frame(outline);
        }

        DrawPoints(canvas, points, lines, match.Shaded.Count > 0 ? FaintCover : LineCover, query, image);
        areas.Outline(match.Shaded);
        DrawCaption(canvas, query);
        DrawCaption(canvas, image);
        return canvas.ToImage();
    }

    private static PicturedImage Read(string path, string role, MatchPictureOptions options) =>
        PicturedImage.Read(path, role, options.LongSidePixels, MaxEnlarged, options.LimitMegapixels);

    private static bool IsStacked(PicturedImage query, PicturedImage image) => query.IsWide && image.IsWide;

    private static int Width(PicturedImage query, PicturedImage image)
    {
        int first = Math.Max(query.Pixels.Width, (int)CaptionWidth(query)), second = Math.Max(image.Pixels.Width, (int)CaptionWidth(image));
        return (2 * Margin) + (IsStacked(query, image) ? Math.Max(first, second) : first + Gap + second);
    }

    /// <summary>Lays both out below the words, and makes a canvas that holds all.</summary>
    private static Canvas Place(PicturedImage query, PicturedImage image, int top, int width)
    {
        query.PutAt(Margin, top);
        if (IsStacked(query, image))
        {
            image.PutAt(Margin, query.Place.Bottom + FootPixels + Gap);
        }
        else
        {
            image.PutAt(Margin + Math.Max(query.Pixels.Width, (int)CaptionWidth(query)) + Gap, top);
        }

        return new Canvas(width, Math.Max(query.Place.Bottom, image.Place.Bottom) + FootPixels + (Margin / 2), Inks.Ground);
    }

    /// <summary>The line of facts is always there whole; a long name is cut to the image's width or that of the facts.</summary>
    private static double CaptionWidth(PicturedImage image) => Math.Max(image.Pixels.Width, StrokeFont.Width(image.Facts, WordsPixels) + 1);

    private static void DrawCaption(Canvas canvas, PicturedImage image)
    {
        string name = StrokeFont.Fit(MatchWords.NameOf(image.Path), WordsPixels, CaptionWidth(image));
        StrokeFont.Draw(canvas, name, (image.Place.Left, image.Place.Bottom + 12), WordsPixels, Inks.Text);
        StrokeFont.Draw(canvas, image.Facts, (image.Place.Left, image.Place.Bottom + 32), WordsPixels, Inks.Faint);
    }

    private static void DrawPoints(
        Canvas canvas, IReadOnlyList<(MatchedPoint Point, int Part)> points, int lines, double cover, PicturedImage query,
        PicturedImage image)
    {
        // Colours go from the highest point to the lowest, so that neighbours can be told apart; of several parts each has its own.
        bool isSeveral = points.Any(p => p.Part > 0);
        int[] place = new int[points.Count];
        int next = 0;
        foreach (int i in Enumerable.Range(0, points.Count).OrderBy(i => points[i].Point.QueryY))
        {
            place[i] = next++;
        }

        // The surest lie on top. Of several parts each has some of the lines.
        int step = isSeveral ? Math.Max(1, points.Count / Math.Max(1, lines)) : 1;
        for (int i = points.Count - 1; i >= 0; i--)
        {
            (MatchedPoint point, int part) = points[i];
            Ink ink = isSeveral ? Inks.OfPart(part) : Ink.OfHue(HueRange * place[i] / points.Count);
            (double X, double Y) from = query.At(point.QueryX, point.QueryY), to = image.At(point.ImageX, point.ImageY);
            if (i % step == 0 && i / step < lines)
            {
                canvas.Line(from, to, 1.2, ink.At(cover), canvas.All);
            }

            DrawPoint(canvas, from, ink, query.Place);
            DrawPoint(canvas, to, ink, image.Place);
        }
    }

    private static void DrawPoint(Canvas canvas, (double X, double Y) at, Ink ink, Box within)
    {
        canvas.Circle(at, 3.5, 3, Inks.Shade, within);
        canvas.Circle(at, 3.5, 1.5, ink, within);
    }
}
