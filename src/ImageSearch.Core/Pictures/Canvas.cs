using ImageSearch.Imaging;

namespace ImageSearch.Pictures;

/// <summary>Colour pixels that are drawn on: images, smooth lines, words.</summary>
internal sealed class Canvas
{
    private readonly byte[] _rgb;

    public Canvas(int width, int height, Ink ground)
    {
        (Width, Height, _rgb) = (width, height, new byte[checked(width * height * 3)]);
        for (int i = 0; i < _rgb.Length; i += 3)
        {
            (_rgb[i], _rgb[i + 1], _rgb[i + 2]) = (ground.Red, ground.Green, ground.Blue);
        }
    }

    public int Width { get; }

    public int Height { get; }

    public Box All => new(0, 0, Width, Height);

    public ColourImage ToImage() => new(Width, Height, _rgb);

    /// <summary>Puts an image down with its top left corner at a place; it must lie within.</summary>
    public void Paste(ColourImage image, int left, int top)
    {
        for (int y = 0; y < image.Height; y++)
        {
            image.Rgb.AsSpan(y * image.Width * 3, image.Width * 3).CopyTo(_rgb.AsSpan((((top + y) * Width) + left) * 3));
        }
    }

    /// <summary>
    /// A line with round ends, as thick as is said, within a box. What a pixel takes of the ink goes by its centre's distance from the
    /// line, so edges are smooth; a line without length is a dot.
    /// </summary>
    public void Line((double X, double Y) from, (double X, double Y) to, double thickness, Ink ink, Box within)
    {
        double reach = (thickness / 2) + 0.5;
        bool isSteep = Math.Abs(to.Y - from.Y) > Math.Abs(to.X - from.X);
        (double a0, double b0) = isSteep ? (from.Y, from.X) : (from.X, from.Y);
        (double a1, double b1) = isSteep ? (to.Y, to.X) : (to.X, to.Y);
        if (a1 < a0)
        {
            (a0, b0, a1, b1) = (a1, b1, a0, b0);
        }

        double along = a1 - a0, across = b1 - b0, square = (along * along) + (across * across);
        if (!double.IsFinite(square))
        {
            return;
        }

        (int low, int high) = isSteep ? (within.Top, within.Bottom - 1) : (within.Left, within.Right - 1);
        (int least, int most) = isSteep ? (within.Left, within.Right - 1) : (within.Top, within.Bottom - 1);
        double slope = along > 0 ? across / along : 0, wide = reach * Math.Sqrt(1 + (slope * slope));
        for (int a = (int)Math.Ceiling(Math.Max(low, a0 - reach)); a <= Math.Min(high, a1 + reach); a++)
        {
            double middle = b0 + (slope * (Math.Clamp(a, a0, a1) - a0)), room = wide + reach;
            for (int b = (int)Math.Ceiling(Math.Max(least, middle - room)); b <= Math.Min(most, middle + room); b++)
            {
                double t = square > 0 ? Math.Clamp((((a - a0) * along) + ((b - b0) * across)) / square, 0, 1) : 0;
                double x = a - a0 - (t * along), y = b - b0 - (t * across);
                Blend(isSteep ? b : a, isSteep ? a : b, ink, Math.Clamp(reach - Math.Sqrt((x * x) + (y * y)), 0, 1)
                    * Math.Min(1, thickness));
            }
        }
    }

    /// <summary>Lines from point to point, and back to the first.</summary>
    public void Outline(IReadOnlyList<(double X, double Y)> points, double thickness, Ink ink, Box within)
    {
        for (int i = 0; i < points.Count; i++)
        {
            Line(points[i], points[(i + 1) % points.Count], thickness, ink, within);
        }
    }

    /// <summary>What lies within a polygon: pixels whose centres do. Where it crosses itself, inside and outside change places.</summary>
    public void Fill(IReadOnlyList<(double X, double Y)> points, Ink ink, Box within)
    {
        if (points.Any(p => !double.IsFinite(p.X) || !double.IsFinite(p.Y)))
        {
            return;
        }

        var crossings = new List<double>();
        (double top, double bottom) = (points.Min(p => p.Y), points.Max(p => p.Y));
        for (int y = (int)Math.Clamp(top, within.Top, within.Bottom); y
            < (int)Math.Clamp(Math.Ceiling(bottom), within.Top, within.Bottom); y++)
        {
            crossings.Clear();
            for (int i = 0; i < points.Count; i++)
            {
                ((double x0, double y0), (double x1, double y1)) = (points[i], points[(i + 1) % points.Count]);
                if (y0 <= y != y1 <= y)
                {
                    crossings.Add(x0 + ((x1 - x0) * (y - y0) / (y1 - y0)));
                }
            }

            crossings.Sort();
            for (int i = 0; i + 1 < crossings.Count; i += 2)
            {
                int end = (int)Math.Clamp(Math.Ceiling(crossings[i + 1]), within.Left, within.Right);
                for (int x = (int)Math.Clamp(Math.Ceiling(crossings[i]), within.Left, within.Right); x < end; x++)
                {
                    Blend(x, y, ink, 1);
                }
            }
        }
    }

    /// <summary>A circle's line.</summary>
    public void Circle((double X, double Y) centre, double radius, double thickness, Ink ink, Box within)
    {
        double most = radius + thickness;
        for (int y = Math.Max(within.Top, (int)(centre.Y - most)); y <= Math.Min(within.Bottom - 1, centre.Y + most); y++)
        {
            for (int x = Math.Max(within.Left, (int)(centre.X - most)); x <= Math.Min(within.Right - 1, centre.X + most); x++)
            {
                double away = Math.Abs(Math.Sqrt(((x - centre.X) * (x - centre.X)) + ((y - centre.Y) * (y - centre.Y))) - radius);
                Blend(x, y, ink, Math.Clamp((thickness / 2) + 0.5 - away, 0, 1));
            }
        }
    }

    private void Blend(int x, int y, Ink ink, double share)
    {
        double cover = share * ink.Cover;
        Span<byte> pixel = _rgb.AsSpan(((y * Width) + x) * 3, 3);
        pixel[0] = (byte)(pixel[0] + ((ink.Red - pixel[0]) * cover) + 0.5);
        pixel[1] = (byte)(pixel[1] + ((ink.Green - pixel[1]) * cover) + 0.5);
        pixel[2] = (byte)(pixel[2] + ((ink.Blue - pixel[2]) * cover) + 0.5);
    }
}
