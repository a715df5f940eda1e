using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Images seen through another transform, by Catmull-Rom interpolation (Keys 1981), averaged where they shrink.</summary>
internal static class Warp
{
    /// <summary>An image turned about its middle, by degrees clockwise, on a ground of one colour that takes it whole.</summary>
    public static ColourImage Turn(ColourImage image, double degrees, Ink ground)
    {
        double cos = Math.Cos(degrees * Math.PI / 180), sin = Math.Sin(degrees * Math.PI / 180);
        int width = (int)Math.Ceiling((image.Width * Math.Abs(cos)) + (image.Height * Math.Abs(sin)));
        int height = (int)Math.Ceiling((image.Width * Math.Abs(sin)) + (image.Height * Math.Abs(cos)));
        var sheet = new Sheet(width, height, ground);
        Lay(sheet, image, (x, y) =>
        {
            double dx = x - (width / 2.0), dy = y - (height / 2.0);
            return ((dx * cos) + (dy * sin) + (image.Width / 2.0), (dy * cos) - (dx * sin) + (image.Height / 2.0));
        }, samples: 1);
        return sheet.Image;
    }

    /// <summary>A view of a size into an image, from a place that need not lie on pixels, at a scale, turned a little; the image must reach
    /// so far.</summary>
    /// <param name="image">What is looked at.</param>
    /// <param name="centreX">The view's middle in the image.</param>
    /// <param name="centreY">The view's middle in the image.</param>
    /// <param name="scale">Pixels of the image per pixel of the view.</param>
    /// <param name="degrees">Clockwise.</param>
    /// <param name="width">Of the view.</param>
    /// <param name="height">Of the view.</param>
    public static ColourImage View(ColourImage image, double centreX, double centreY, double scale, double degrees, int width, int height)
    {
        double cos = Math.Cos(degrees * Math.PI / 180) * scale, sin = Math.Sin(degrees * Math.PI / 180) * scale;
        var sheet = new Sheet(width, height, new Ink(0, 0, 0));
        Lay(sheet, image, (x, y) =>
        {
            double dx = x - (width / 2.0), dy = y - (height / 2.0);
            return (centreX + (dx * cos) - (dy * sin), centreY + (dx * sin) + (dy * cos));
        }, samples: scale > 1.2 ? 3 : 1);
        return sheet.Image;
    }

    /// <summary>Lays an image with its corners on four places: left top, right top, right bottom, left bottom.</summary>
    public static void Onto(Sheet sheet, ColourImage image, IReadOnlyList<(double X, double Y)> corners)
    {
        double[] h = Square(corners);
        Lay(sheet, image, (x, y) =>
        {
            (double u, double v) = Inverse(h, x, y);
            return (u * image.Width, v * image.Height);
        }, samples: 3);
    }

    private static void Lay(Sheet sheet, ColourImage image, Func<double, double, (double X, double Y)> from, int samples)
    {
        Span<double> sum = stackalloc double[3], one = stackalloc double[3];
        for (int y = 0; y < sheet.Height; y++)
        {
            for (int x = 0; x < sheet.Width; x++)
            {
                sum.Clear();
                double inside = 0;
                for (int s = 0; s < samples * samples; s++)
                {
                    (double u, double v) = from(x + (((s % samples) + 0.5) / samples), y + (((s / samples) + 0.5) / samples));
                    double share = Math.Clamp(Math.Min(Math.Min(u, image.Width - u), Math.Min(v, image.Height - v)) + 0.5, 0, 1);
                    if (share <= 0)
                    {
                        continue;
                    }

                    Sample(image, u - 0.5, v - 0.5, one);
                    (sum[0], sum[1], sum[2], inside) =
                        (sum[0] + (one[0] * share), sum[1] + (one[1] * share), sum[2] + (one[2] * share), inside + share);
                }

                if (inside > 0)
                {
                    sheet.Blend(x, y, new Ink(Retouch.Level(sum[0] / inside), Retouch.Level(sum[1] / inside),
                        Retouch.Level(sum[2] / inside)), inside / (samples * samples));
                }
            }
        }
    }

    private static void Sample(ColourImage image, double x, double y, Span<double> rgb)
    {
        int x0 = (int)Math.Floor(x), y0 = (int)Math.Floor(y);
        double fx = x - x0, fy = y - y0;
        rgb.Clear();
        for (int j = -1; j <= 2; j++)
        {
            double wy = Weight(j - fy);
            int row = Math.Clamp(y0 + j, 0, image.Height - 1) * image.Width;
            for (int i = -1; i <= 2; i++)
            {
                double w = wy * Weight(i - fx);
                int at = (row + Math.Clamp(x0 + i, 0, image.Width - 1)) * 3;
                (rgb[0], rgb[1], rgb[2]) =
                    (rgb[0] + (w * image.Rgb[at]), rgb[1] + (w * image.Rgb[at + 1]), rgb[2] + (w * image.Rgb[at + 2]));
            }
        }
    }

    private static double Weight(double distance)
    {
        double t = Math.Abs(distance);
        return t < 1 ? (1.5 * t * t * t) - (2.5 * t * t) + 1 : t < 2 ? (-0.5 * t * t * t) + (2.5 * t * t) - (4 * t) + 2 : 0;
    }

    /// <summary>The homography of the unit square onto four places (Heckbert 1989, section 2.2).</summary>
    private static double[] Square(IReadOnlyList<(double X, double Y)> p)
    {
        double dx1 = p[1].X - p[2].X, dx2 = p[3].X - p[2].X, sx = p[0].X - p[1].X + p[2].X - p[3].X;
        double dy1 = p[1].Y - p[2].Y, dy2 = p[3].Y - p[2].Y, sy = p[0].Y - p[1].Y + p[2].Y - p[3].Y;
        double d = (dx1 * dy2) - (dx2 * dy1), g = ((sx * dy2) - (dx2 * sy)) / d, h = ((dx1 * sy) - (sx * dy1)) / d;
        return
        [
            p[1].X - p[0].X + (g * p[1].X), p[3].X - p[0].X + (h * p[3].X), p[0].X,
            p[1].Y - p[0].Y + (g * p[1].Y), p[3].Y - p[0].Y + (h * p[3].Y), p[0].Y,
            g, h, 1,
        ];
    }

    /// <summary>By the adjugate: its scale falls out.</summary>
    private static (double U, double V) Inverse(double[] m, double x, double y)
    {
        double u = (((m[4] * m[8]) - (m[5] * m[7])) * x) + (((m[2] * m[7]) - (m[1] * m[8])) * y) + ((m[1] * m[5]) - (m[2] * m[4]));
        double v = (((m[5] * m[6]) - (m[3] * m[8])) * x) + (((m[0] * m[8]) - (m[2] * m[6])) * y) + ((m[2] * m[3]) - (m[0] * m[5]));
        double w = (((m[3] * m[7]) - (m[4] * m[6])) * x) + (((m[1] * m[6]) - (m[0] * m[7])) * y) + ((m[0] * m[4]) - (m[1] * m[3]));
        return (u / w, v / w);
    }
}
