using System.Numerics;
using ImageSearch.Geometry;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// From a frame's pixels to an image's: a plane transform and, for what is no plane (a lens, a page that is not flat, a warp of an editor),
/// a bend of second order on top of it.
/// </summary>
/// <param name="Plane">The plane transform.</param>
/// <param name="Bend">
/// Six numbers for x and six for y, in the image's pixels: of 1, u, v, u u, u v, v v, where u and v run from -1 to 1 over the frame; null
/// for none.
/// </param>
/// <param name="Width">The frame's width.</param>
/// <param name="Height">The frame's height.</param>
internal sealed record FrameMap(ImageTransform Plane, double[]? Bend, int Width, int Height)
{
    /// <summary>The numbers of a bend.</summary>
    public const int Terms = 12;

    /// <summary>Pixels by which a corner may be off a shift by whole pixels.</summary>
    private const double MaxOff = 0.35;

    private const int InverseSteps = 12;

    /// <summary>Whether it changes nothing.</summary>
    public bool IsIdentity => Bend is null && Plane == ImageTransform.Identity;

    /// <summary>Where a point of the frame lies in the image.</summary>
    public (double X, double Y) Apply(double x, double y)
    {
        (double px, double py) = Plane.Apply(x, y);
        (double bx, double by) = BendAt(x, y);
        return (px + bx, py + by);
    }

    /// <summary>Where points of a row of the frame lie in the image: what <see cref="Apply"/> says of each, several at once.</summary>
    /// <param name="y">The row.</param>
    /// <param name="first">The first point's x.</param>
    /// <param name="step">From each point to the next.</param>
    /// <param name="xs">Gets x of each point.</param>
    /// <param name="ys">Gets y of each point, as many.</param>
    public void ApplyRow(int y, int first, int step, Span<double> xs, Span<double> ys)
    {
        ImageTransform t = Plane;
        double[]? b = Bend;
        double v = (2.0 * y / Height) - 1;
        var x = new Vector<double>(first) + (step * Vector.ConvertToDouble(Vector<long>.Indices));
        var next = new Vector<double>(step * Vector<double>.Count);
        int i = 0;
        for (; i <= xs.Length - Vector<double>.Count; i += Vector<double>.Count, x += next)
        {
            Vector<double> px = (x * t.M11) + new Vector<double>(t.M12 * y) + new Vector<double>(t.M13);
            Vector<double> py = (x * t.M21) + new Vector<double>(t.M22 * y) + new Vector<double>(t.M23);
            if (!t.IsAffine)
            {
                Vector<double> w = (x * t.M31) + new Vector<double>(t.M32 * y) + new Vector<double>(t.M33);
                (px, py) = (px / w, py / w);
            }

            if (b is not null)
            {
                Vector<double> u = (2 * x / new Vector<double>(Width)) - Vector<double>.One;
                px += new Vector<double>(b[0]) + (b[1] * u) + new Vector<double>(b[2] * v) + (b[3] * u * u) + (b[4] * u * v)
                    + new Vector<double>(b[5] * v * v);
                py += new Vector<double>(b[6]) + (b[7] * u) + new Vector<double>(b[8] * v) + (b[9] * u * u) + (b[10] * u * v)
                    + new Vector<double>(b[11] * v * v);
            }

            px.CopyTo(xs[i..]);
            py.CopyTo(ys[i..]);
        }

        for (; i < xs.Length; i++)
        {
            (xs[i], ys[i]) = Apply(first + (i * step), y);
        }
    }

    /// <summary>Where a point of the image lies in the frame; not a number where the plane transform has no inverse.</summary>
    public (double X, double Y) Invert(double x, double y)
    {
        if (Plane.Inverse() is not { } back)
        {
            return (double.NaN, double.NaN);
        }

        (double fx, double fy) = back.Apply(x, y);
        for (int i = 0; Bend is not null && i < InverseSteps; i++)
        {
            (double bx, double by) = BendAt(fx, fy);
            (fx, fy) = back.Apply(x - bx, y - by);
        }

        return (fx, fy);
    }

    /// <summary>The same map with another bend.</summary>
    public FrameMap With(double[] bend) => this with { Bend = bend };

    /// <summary>The map between the same two images at other sizes.</summary>
    /// <param name="width">The frame's new width.</param>
    /// <param name="height">The frame's new height.</param>
    /// <param name="toSized">From the image's pixels to those of its new size.</param>
    public FrameMap Sized(int width, int height, ImageTransform toSized)
    {
        ImageTransform plane = toSized.After(Plane).After(FrameWarp.Sizes(width, height, Width, Height));
        double[]? bend = Bend is null ? null : [.. Bend.Select((b, i) => b * (i < Terms / 2 ? toSized.M11 : toSized.M22))];
        return new FrameMap(plane, bend, width, height);
    }

    /// <summary>The shift by whole pixels that a map comes near to everywhere, as a crop at full size is one; null if there is
    /// none.</summary>
    public FrameMap? ToWholePixels()
    {
        (double X, double Y) middle = Apply(Width / 2.0, Height / 2.0);
        double x = Math.Round(middle.X - (Width / 2.0)), y = Math.Round(middle.Y - (Height / 2.0));
        return new[] { (0.0, 0.0), (Width - 1.0, 0.0), (Width - 1.0, Height - 1.0), (0.0, Height - 1.0), (Width / 2.0, Height / 2.0) }
            .All(p => Apply(p.Item1, p.Item2) is var (u, v) && Math.Abs(u - p.Item1 - x) < MaxOff && Math.Abs(v - p.Item2 - y) < MaxOff)
            ? this with { Plane = new ImageTransform(1, 0, x, 0, 1, y), Bend = null } : null;
    }

    private (double X, double Y) BendAt(double x, double y)
    {
        if (Bend is not { } b)
        {
            return (0, 0);
        }

        double u = (2 * x / Width) - 1, v = (2 * y / Height) - 1;
        return (b[0] + (b[1] * u) + (b[2] * v) + (b[3] * u * u) + (b[4] * u * v) + (b[5] * v * v),
            b[6] + (b[7] * u) + (b[8] * v) + (b[9] * u * u) + (b[10] * u * v) + (b[11] * v * v));
    }
}
