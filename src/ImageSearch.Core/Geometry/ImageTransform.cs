namespace ImageSearch.Geometry;

/// <summary>
/// A plane transform between two images, in pixels of the images as they were described: (x, y, 1) times the matrix, divided by the third
/// coordinate. Similarities and affine maps have the last row 0, 0, 1.
/// </summary>
public sealed record ImageTransform(
    double M11, double M12, double M13, double M21, double M22, double M23, double M31 = 0, double M32 = 0, double M33 = 1)
{
    /// <summary>Row 1: x' = (M11 x + M12 y + M13) / w.</summary>
    public double M11 { get; } = M11;

    /// <summary>Row 1.</summary>
    public double M12 { get; } = M12;

    /// <summary>Row 1: pixels.</summary>
    public double M13 { get; } = M13;

    /// <summary>Row 2: y' = (M21 x + M22 y + M23) / w.</summary>
    public double M21 { get; } = M21;

    /// <summary>Row 2.</summary>
    public double M22 { get; } = M22;

    /// <summary>Row 2: pixels.</summary>
    public double M23 { get; } = M23;

    /// <summary>Row 3: w = M31 x + M32 y + M33.</summary>
    public double M31 { get; } = M31;

    /// <summary>Row 3.</summary>
    public double M32 { get; } = M32;

    /// <summary>Row 3.</summary>
    public double M33 { get; } = M33;

    /// <summary>What changes nothing.</summary>
    public static ImageTransform Identity { get; } = new(1, 0, 0, 0, 1, 0);

    /// <summary>Whether the last row is 0, 0, 1.</summary>
    internal bool IsAffine => M31 == 0 && M32 == 0 && M33 == 1;

    /// <summary>How much larger things become, at the origin: the square root of the area's change.</summary>
    public double Scale => Math.Sqrt(Math.Abs((M11 * M22) - (M12 * M21))) / Math.Abs(M33);

    /// <summary>How far things are turned, at the origin, from the x axis towards the y axis: degrees, above -180 up to 180.</summary>
    public double AngleDegrees => Math.Atan2((M21 - M12) * Handedness, M11 + (M22 * Handedness)) * Handedness * (180 / Math.PI);

    /// <summary>Whether left and right change places.</summary>
    public bool IsMirrored => Handedness < 0;

    private double Handedness => (M11 * M22) - (M12 * M21) < 0 ? -1 : 1;

    /// <summary>Where a point goes.</summary>
    public (double X, double Y) Apply(double x, double y)
    {
        double w = (M31 * x) + (M32 * y) + M33;
        return (((M11 * x) + (M12 * y) + M13) / w, ((M21 * x) + (M22 * y) + M23) / w);
    }

    /// <summary>Where the corners of an image go: top left, top right, bottom right, bottom left.</summary>
    public IReadOnlyList<(double X, double Y)> Outline(int width, int height) =>
        [.. PixelCentres.Corners(width, height).Select(c => Apply(c.X, c.Y))];

    /// <summary>The transform that does <paramref name="first"/>, then this.</summary>
    internal ImageTransform After(ImageTransform first) => new(
        (M11 * first.M11) + (M12 * first.M21) + (M13 * first.M31),
        (M11 * first.M12) + (M12 * first.M22) + (M13 * first.M32),
        (M11 * first.M13) + (M12 * first.M23) + (M13 * first.M33),
        (M21 * first.M11) + (M22 * first.M21) + (M23 * first.M31),
        (M21 * first.M12) + (M22 * first.M22) + (M23 * first.M32),
        (M21 * first.M13) + (M22 * first.M23) + (M23 * first.M33),
        (M31 * first.M11) + (M32 * first.M21) + (M33 * first.M31),
        (M31 * first.M12) + (M32 * first.M22) + (M33 * first.M32),
        (M31 * first.M13) + (M32 * first.M23) + (M33 * first.M33));

    /// <summary>The way back; null where there is none.</summary>
    internal ImageTransform? Inverse()
    {
        double a = (M22 * M33) - (M23 * M32), b = (M13 * M32) - (M12 * M33), c = (M12 * M23) - (M13 * M22);
        double determinant = (M11 * a) + (M21 * b) + (M31 * c);
        if (!(Math.Abs(determinant) > 1e-12))
        {
            return null;
        }

        double by = 1 / determinant;
        return new ImageTransform(
            a * by, b * by, c * by,
            ((M23 * M31) - (M21 * M33)) * by, ((M11 * M33) - (M13 * M31)) * by, ((M13 * M21) - (M11 * M23)) * by,
            ((M21 * M32) - (M22 * M31)) * by, ((M12 * M31) - (M11 * M32)) * by, ((M11 * M22) - (M12 * M21)) * by);
    }

    /// <summary>What left and right change places by, in an image of that width.</summary>
    internal static ImageTransform Mirror(int width) => new(-1, 0, width - 1, 0, 1, 0);

    /// <summary>
    /// The linear part at a point (the Jacobian of the map), by which areas, handedness and shear are judged.
    /// </summary>
    internal (double XX, double XY, double YX, double YY, double W) LinearAt(double x, double y)
    {
        double w = (M31 * x) + (M32 * y) + M33;
        (double u, double v) = Apply(x, y);
        return ((M11 - (u * M31)) / w, (M12 - (u * M32)) / w, (M21 - (v * M31)) / w, (M22 - (v * M32)) / w, w);
    }
}
