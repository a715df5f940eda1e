using ImageSearch.Geometry;
using ImageSearch.Imaging;
using ImageSearch.Search;

namespace ImageSearch.Pictures;

/// <summary>
/// The picture of a result: both images side by side (wide ones one above the other), lines between the inliers, the query's outline in the image
/// with its top left corner marked in both, and the evidence in words.
/// </summary>
public static class MatchPicture
{
    private const double MostEnlarged = 4;
    private const int JpegQuality = 90;
    private const int Margin = 20;
    private const int Gap = 32;
    private const double VerdictPixels = 16;
    private const double WordsPixels = 10;
    private const int HeadPixels = 70;
    private const int FootPixels = 48;

    /// <summary>From red to violet, short of red again.</summary>
    private const double HueRange = 0.8;

    private static readonly Ink Ground = new(24, 26, 32);
    private static readonly Ink Text = new(238, 240, 244);
    private static readonly Ink Faint = new(160, 166, 178);
    private static readonly Ink Frame = new(255, 196, 0);
    private static readonly Ink Shade = new(0, 0, 0, 0.55);

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
        if (IsSame(path, match.QueryPath) || IsSame(path, match.ImagePath))
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
        _ => throw new ArgumentException($"A picture is a .png, .jpg or .jpeg file, not '{Path.GetFileName(path)}'.", nameof(path)),
    };

    private static bool IsSame(string a, string b) => ImageIndex.PathComparer.Equals(Path.GetFullPath(a), Path.GetFullPath(b));

    internal static ColourImage Draw(PicturedMatch match, MatchPictureOptions options)
    {
        options.Validate();
        PicturedImage query = Read(match.QueryPath, "query", options), image = Read(match.ImagePath, "image", options);
        Canvas canvas = Place(query, image);
        canvas.Paste(query.Pixels, query.Place.Left, query.Place.Top);
        canvas.Paste(image.Pixels, image.Place.Left, image.Place.Top);
        if (match.Outline is { Count: > 0 } outline)
        {
            DrawFrame(canvas, query.Corners(), query.Place);
            DrawFrame(canvas, [.. outline.Select(p => image.At(p.X, p.Y))], image.Place);
        }

        int lines = Math.Min(options.MostLines, match.Points.Count);
        DrawPoints(canvas, match.Points, lines, query, image);
        StrokeFont.Draw(canvas, MatchWords.Verdict(match), (Margin, Margin), VerdictPixels, Text);
        StrokeFont.Draw(canvas, Fit(MatchWords.Evidence(match, lines), canvas.Width - (2 * Margin)), (Margin, Margin + 30), WordsPixels, Faint);
        DrawCaption(canvas, query);
        DrawCaption(canvas, image);
        return canvas.ToImage();
    }

    private static PicturedImage Read(string path, string role, MatchPictureOptions options) =>
        PicturedImage.Read(path, role, options.LongSidePixels, MostEnlarged, options.LimitMegapixels);

    /// <summary>Lays both out, and makes a canvas that holds them and their words.</summary>
    private static Canvas Place(PicturedImage query, PicturedImage image)
    {
        query.PutAt(Margin, HeadPixels);
        if (query.IsWide && image.IsWide)
        {
            image.PutAt(Margin, query.Place.Bottom + FootPixels + Gap);
        }
        else
        {
            image.PutAt(Math.Max(query.Place.Right, (int)CaptionWidth(query) + Margin) + Gap, HeadPixels);
        }

        int right = new[]
        {
            query.Place.Right, image.Place.Right, query.Place.Left + (int)CaptionWidth(query), image.Place.Left + (int)CaptionWidth(image),
        }.Max();
        return new Canvas(right + Margin, Math.Max(query.Place.Bottom, image.Place.Bottom) + FootPixels + (Margin / 2), Ground);
    }

    /// <summary>The line of facts is always there whole; a long name is cut to the image's width or that of the facts.</summary>
    private static double CaptionWidth(PicturedImage image) => Math.Max(image.Place.Width, StrokeFont.Width(image.Facts, WordsPixels) + 1);

    private static void DrawCaption(Canvas canvas, PicturedImage image)
    {
        string name = StrokeFont.Fit(MatchWords.NameOf(image.Path), WordsPixels, CaptionWidth(image));
        StrokeFont.Draw(canvas, name, (image.Place.Left, image.Place.Bottom + 12), WordsPixels, Text);
        StrokeFont.Draw(canvas, image.Facts, (image.Place.Left, image.Place.Bottom + 32), WordsPixels, Faint);
    }

    private static void DrawFrame(Canvas canvas, IReadOnlyList<(double X, double Y)> corners, Box within)
    {
        canvas.Outline(corners, 5, Shade, within);
        canvas.Outline(corners, 2.5, Frame, within);
        canvas.Line(corners[0], corners[0], 13, Shade, within);
        canvas.Line(corners[0], corners[0], 10, Frame, within);
    }

    private static void DrawPoints(Canvas canvas, IReadOnlyList<MatchedPoint> points, int lines, PicturedImage query, PicturedImage image)
    {
        // Colours go from the highest point to the lowest, so that neighbours can be told apart; the surest lines lie on top.
        int[] place = new int[points.Count];
        int next = 0;
        foreach (int i in Enumerable.Range(0, points.Count).OrderBy(i => points[i].QueryY))
        {
            place[i] = next++;
        }

        for (int i = points.Count - 1; i >= 0; i--)
        {
            MatchedPoint point = points[i];
            Ink ink = Ink.OfHue(HueRange * place[i] / points.Count);
            (double X, double Y) from = query.At(point.QueryX, point.QueryY), to = image.At(point.ImageX, point.ImageY);
            if (i < lines)
            {
                canvas.Line(from, to, 1.2, ink.At(0.75), canvas.All);
            }

            DrawPoint(canvas, from, ink, query.Place);
            DrawPoint(canvas, to, ink, image.Place);
        }
    }

    private static void DrawPoint(Canvas canvas, (double X, double Y) at, Ink ink, Box within)
    {
        canvas.Circle(at, 3.5, 3, Shade, within);
        canvas.Circle(at, 3.5, 1.5, ink, within);
    }

    private static string Fit(string words, double width) => StrokeFont.Fit(words, WordsPixels, width);
}
