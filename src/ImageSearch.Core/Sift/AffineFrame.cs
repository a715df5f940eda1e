namespace ImageSearch.Sift;

/// <summary>
/// A feature's own frame as a linear map, row by row: where its x and y axis of unit length lie in the image, in pixels. Of a feature that
/// was found in the image itself it is its scale and direction; of one that was found in a simulated view it is sheared too.
/// </summary>
/// <param name="XX">Row 1: x.</param>
/// <param name="XY">Row 1: x.</param>
/// <param name="YX">Row 2: y.</param>
/// <param name="YY">Row 2: y.</param>
internal readonly record struct AffineFrame(double XX, double XY, double YX, double YY)
{
    public double Determinant => (XX * YY) - (XY * YX);

    /// <summary>The frame of a keypoint of the image itself.</summary>
    public static AffineFrame Of(in Keypoint keypoint)
    {
        (double sin, double cos) = Math.SinCos(keypoint.Angle * (Math.PI / 180));
        return new AffineFrame(keypoint.Scale * cos, -keypoint.Scale * sin, keypoint.Scale * sin, keypoint.Scale * cos);
    }

    /// <summary>The map that does <paramref name="first"/>, then this.</summary>
    public AffineFrame After(in AffineFrame first) => new(
        (XX * first.XX) + (XY * first.YX), (XX * first.XY) + (XY * first.YY), (YX * first.XX) + (YY * first.YX), (YX * first.XY)
        + (YY * first.YY));

    /// <summary>The way back. The determinant is not 0.</summary>
    public AffineFrame Inverse()
    {
        double by = 1 / Determinant;
        return new AffineFrame(YY * by, -XY * by, -YX * by, XX * by);
    }

    public (double X, double Y) Apply(double x, double y) => ((XX * x) + (XY * y), (YX * x) + (YY * y));

    /// <summary>The keypoint of this frame at a place: the scale keeps the area, the angle is that of the x axis.</summary>
    public Keypoint At(double x, double y, float response)
    {
        double angle = Math.Atan2(YX, XX) * (180 / Math.PI);
        return new Keypoint((float)x, (float)y, (float)Math.Sqrt(Math.Abs(Determinant)),
            (float)(angle < 0 ? angle + 360 : angle), response);
    }

    /// <summary>The frame in the mirrored image, as the mirrored descriptor has it: its x axis stays, its y axis turns round.</summary>
    public AffineFrame Mirrored() => new(-XX, XY, YX, -YY);
}
