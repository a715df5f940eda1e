using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>A drawing surface: smooth shapes, words, photographs.</summary>
internal sealed class Sheet
{
    private readonly Canvas _canvas;
    private readonly byte[] _rgb;

    public Sheet(int width, int height, Ink ground)
    {
        _canvas = new Canvas(width, height, ground);
        _rgb = _canvas.ToImage().Rgb;
    }

    /// <summary>A surface that begins as a copy of an image.</summary>
    public Sheet(ColourImage image)
        : this(image.Width, image.Height, new Ink(0, 0, 0)) => image.Rgb.CopyTo(_rgb, 0);

    public int Width => _canvas.Width;

    public int Height => _canvas.Height;

    /// <summary>A copy of what is drawn so far.</summary>
    public ColourImage Image => new(Width, Height, [.. _rgb]);

    /// <summary>A rectangle with round corners; edges between pixels are smooth.</summary>
    public void Fill(double left, double top, double width, double height, Ink ink, double radius = 0)
    {
        double middleX = left + (width / 2), middleY = top + (height / 2);
        Shade(left, top, left + width, top + height, ink, (x, y) =>
        {
            double dx = Math.Abs(x - middleX) - (width / 2) + radius, dy = Math.Abs(y - middleY) - (height / 2) + radius;
            double outside = Math.Sqrt((Math.Max(dx, 0) * Math.Max(dx, 0)) + (Math.Max(dy, 0) * Math.Max(dy, 0)));
            return outside + Math.Min(Math.Max(dx, dy), 0) - radius;
        });
    }

    public void Disc(double centreX, double centreY, double radius, Ink ink) => Oval(centreX, centreY, radius, radius, ink);

    public void Oval(double centreX, double centreY, double radiusX, double radiusY, Ink ink) =>
        Shade(centreX - radiusX, centreY - radiusY, centreX + radiusX, centreY + radiusY, ink, (x, y) =>
        {
            double u = (x - centreX) / radiusX, v = (y - centreY) / radiusY;
            return (Math.Sqrt((u * u) + (v * v)) - 1) * Math.Min(radiusX, radiusY);
        });

    /// <summary>The border of a rectangle, within it.</summary>
    public void Frame(double left, double top, double width, double height, double thickness, Ink ink)
    {
        Fill(left, top, width, thickness, ink);
        Fill(left, top + height - thickness, width, thickness, ink);
        Fill(left, top + thickness, thickness, height - (2 * thickness), ink);
        Fill(left + width - thickness, top + thickness, thickness, height - (2 * thickness), ink);
    }

    public void Line(double x0, double y0, double x1, double y1, double thickness, Ink ink) =>
        _canvas.Line((x0, y0), (x1, y1), thickness, ink, _canvas.All);

    /// <summary>Lines from point to point.</summary>
    public void Path(IReadOnlyList<(double X, double Y)> points, double thickness, Ink ink)
    {
        for (int i = 1; i < points.Count; i++)
        {
            _canvas.Line(points[i - 1], points[i], thickness, ink, _canvas.All);
        }
    }

    /// <summary>A filled outline, by even and odd crossings, four samples a pixel each way.</summary>
    public void Polygon(IReadOnlyList<(double X, double Y)> points, Ink ink)
    {
        const int Samples = 4;
        int top = Math.Max(0, (int)points.Min(p => p.Y)), bottom = Math.Min(Height - 1, (int)points.Max(p => p.Y));
        var cover = new double[Width];
        for (int y = top; y <= bottom; y++)
        {
            Array.Clear(cover);
            for (int s = 0; s < Samples; s++)
            {
                Span(points, y + ((s + 0.5) / Samples) - 0.5, cover, 1.0 / Samples);
            }

            for (int x = 0; x < Width; x++)
            {
                Blend(x, y, ink, Math.Min(1, cover[x]));
            }
        }
    }

    /// <summary>Words in one line, from the left end of the baseline.</summary>
    /// <returns>Where the words end.</returns>
    public double Words(string words, double left, double baseline, double emPixels, Ink ink, Face face = Face.Sans)
    {
        Cover cover = Lettering.Render(words, face, emPixels);
        int x0 = (int)Math.Round(left - (cover.Width == 0 ? 0 : emPixels * 0.05)), y0 = (int)Math.Round(baseline) - cover.Baseline;
        Stamp(cover, x0, y0, ink);
        return x0 + cover.Width;
    }

    /// <summary>Words that end at a place.</summary>
    public void WordsTo(string words, double right, double baseline, double emPixels, Ink ink, Face face = Face.Sans) =>
        Words(words, right - Lettering.Width(words, face, emPixels), baseline, emPixels, ink, face);

    /// <summary>Words around a middle.</summary>
    public void WordsAt(string words, double middle, double baseline, double emPixels, Ink ink, Face face = Face.Sans) =>
        Words(words, middle - (Lettering.Width(words, face, emPixels) / 2.0), baseline, emPixels, ink, face);

    public void Stamp(Cover cover, int left, int top, Ink ink)
    {
        for (int y = Math.Max(0, -top); y < Math.Min(cover.Height, Height - top); y++)
        {
            for (int x = Math.Max(0, -left); x < Math.Min(cover.Width, Width - left); x++)
            {
                Blend(left + x, top + y, ink, cover.Cells[(y * cover.Width) + x] / 255.0);
            }
        }
    }

    /// <summary>An image; what lies outside is cut off.</summary>
    /// <param name="image">The image.</param>
    /// <param name="left">Where its left edge comes.</param>
    /// <param name="top">Where its top edge comes.</param>
    /// <param name="cover">How much it hides, by its own places; all without it.</param>
    public void Paste(ColourImage image, int left, int top, Func<int, int, double>? cover = null)
    {
        for (int y = Math.Max(0, -top); y < Math.Min(image.Height, Height - top); y++)
        {
            for (int x = Math.Max(0, -left); x < Math.Min(image.Width, Width - left); x++)
            {
                int at = ((y * image.Width) + x) * 3;
                Blend(left + x, top + y, new Ink(image.Rgb[at], image.Rgb[at + 1], image.Rgb[at + 2]), cover?.Invoke(x, y) ?? 1);
            }
        }
    }

    public void Blend(int x, int y, Ink ink, double share)
    {
        double cover = Math.Clamp(share * ink.Cover, 0, 1);
        if (cover <= 0)
        {
            return;
        }

        Span<byte> pixel = _rgb.AsSpan(((y * Width) + x) * 3, 3);
        pixel[0] = (byte)(pixel[0] + ((ink.Red - pixel[0]) * cover) + 0.5);
        pixel[1] = (byte)(pixel[1] + ((ink.Green - pixel[1]) * cover) + 0.5);
        pixel[2] = (byte)(pixel[2] + ((ink.Blue - pixel[2]) * cover) + 0.5);
    }

    /// <summary>Fills where a signed distance, of pixel edges, is negative.</summary>
    private void Shade(double left, double top, double right, double bottom, Ink ink, Func<double, double, double> distance)
    {
        for (int y = Math.Max(0, (int)top - 1); y <= Math.Min(Height - 1, bottom + 1); y++)
        {
            for (int x = Math.Max(0, (int)left - 1); x <= Math.Min(Width - 1, right + 1); x++)
            {
                Blend(x, y, ink, Math.Clamp(0.5 - distance(x + 0.5, y + 0.5), 0, 1));
            }
        }
    }

    private void Span(IReadOnlyList<(double X, double Y)> points, double y, double[] cover, double weight)
    {
        var crossings = new List<double>();
        for (int i = 0; i < points.Count; i++)
        {
            (double x0, double y0) = points[i];
            (double x1, double y1) = points[(i + 1) % points.Count];
            if ((y0 <= y) != (y1 <= y))
            {
                crossings.Add(x0 + ((y - y0) / (y1 - y0) * (x1 - x0)));
            }
        }

        crossings.Sort();
        for (int i = 0; i + 1 < crossings.Count; i += 2)
        {
            for (int x = Math.Max(0, (int)Math.Floor(crossings[i])); x <= Math.Min(Width - 1, crossings[i + 1]); x++)
            {
                cover[x] += Math.Clamp(Math.Min(x + 1, crossings[i + 1]) - Math.Max(x, crossings[i]), 0, 1) * weight;
            }
        }
    }
}
