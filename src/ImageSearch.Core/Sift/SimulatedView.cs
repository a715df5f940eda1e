using ImageSearch.Imaging;

namespace ImageSearch.Sift;

/// <summary>
/// How an image looks from aside: shortened by the tilt along one direction, blurred along it first as a camera would (Morel, Yu, "ASIFT: a
/// new framework for fully affine invariant image comparison", SIAM J. Imaging Sciences 2009, section 3).
/// </summary>
/// <param name="Tilt">By how much it is shortened: the inverse cosine of the angle from which it is seen. 1 is the image itself.</param>
/// <param name="Degrees">The direction along which it is shortened, from the x axis towards the y axis.</param>
internal readonly record struct SimulatedView(double Tilt, double Degrees)
{
    /// <summary>The blur that keeps what is shortened from aliasing, times the root of the tilt squared less 1.</summary>
    private const double BlurShare = 0.8;

    /// <summary>The blur reaches so many sigma to each side, in so many steps; steps are a pixel or more.</summary>
    private const double ReachSigmas = 2.5;

    private const int MaxStepsASide = 4;

    private const int One = 1 << 8;

    /// <summary>The image itself and its views of the tilts, turned by 72 degrees over the tilt each.</summary>
    public static IEnumerable<SimulatedView> Of(params double[] tilts)
    {
        const double TurnDegrees = 72, Half = 180;
        foreach (double tilt in tilts)
        {
            int turns = tilt == 1 ? 1 : (int)Math.Ceiling((Half * tilt / TurnDegrees) - 1e-6);
            for (int i = 0; i < turns; i++)
            {
                yield return new SimulatedView(tilt, i * TurnDegrees / tilt);
            }
        }
    }

    /// <summary>
    /// Makes the view. SIFT does not mind how it is turned, so it is turned to lie in the smallest box; pixels beyond the image repeat its
    /// border.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <returns>The pixels, and where a view's pixel (x, y) lies in the image: Back applied to it, and (X, Y) added.</returns>
    public (GrayImage Image, AffineFrame Back, double X, double Y) Make(GrayImage image)
    {
        if (Tilt == 1)
        {
            return (image, new AffineFrame(1, 0, 0, 1), 0, 0);
        }

        (double sin, double cos) = Math.SinCos(Degrees * (Math.PI / 180));
        double less = (1 / Tilt) - 1;
        var shorten = new AffineFrame(1 + (less * cos * cos), less * cos * sin, less * cos * sin, 1 + (less * sin * sin));
        (AffineFrame forth, double left, double top, int width, int height) = Smallest(shorten, image.Width - 1, image.Height - 1);
        AffineFrame back = forth.Inverse();
        (double x0, double y0) = back.Apply(left, top);
        var pixels = new byte[width * height];
        (int X, int Y, int Weight)[] taps = Taps(cos, sin);
        for (int y = 0; y < height; y++)
        {
            Row(image, back, x0 + (back.XY * y), y0 + (back.YY * y), taps, pixels.AsSpan(y * width, width));
        }

        return (new GrayImage(width, height, pixels), back, x0, y0);
    }

    /// <summary>The turn whose upright box about the view is smallest: one of the view's edges lies along it (Freeman, Shapira
    /// 1975).</summary>
    private static (AffineFrame Forth, double Left, double Top, int Width, int Height) Smallest(
        in AffineFrame shorten, double right, double bottom)
    {
        (AffineFrame, double, double, int Width, int Height) best = default;
        foreach ((double x, double y) in ((double, double)[])[shorten.Apply(1, 0), shorten.Apply(0, 1)])
        {
            double length = Math.Sqrt((x * x) + (y * y));
            AffineFrame forth = new AffineFrame(x / length, y / length, -y / length, x / length).After(shorten);
            (double X, double Y)[] corners = [(0, 0), forth.Apply(right, 0), forth.Apply(right, bottom), forth.Apply(0, bottom)];
            double left = corners.Min(c => c.X), top = corners.Min(c => c.Y);
            int width = (int)Math.Ceiling(corners.Max(c => c.X) - left) + 1, height = (int)Math.Ceiling(corners.Max(c => c.Y) - top) + 1;
            if (best.Width == 0 || (long)width * height < (long)best.Width * best.Height)
            {
                best = (forth, left, top, width, height);
            }
        }

        return best;
    }

    /// <summary>Places along the direction, in 256ths of a pixel, and their weights, which sum to 256.</summary>
    private (int X, int Y, int Weight)[] Taps(double cos, double sin)
    {
        double sigma = BlurShare * Math.Sqrt((Tilt * Tilt) - 1);
        int steps = Math.Clamp((int)Math.Ceiling(ReachSigmas * sigma), 1, MaxStepsASide);
        double step = ReachSigmas * sigma / steps;
        double[] weights = [.. Enumerable.Range(-steps, (2 * steps) + 1).Select(i => Math.Exp(-i * step * i * step / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        int[] whole = [.. weights.Select(w => (int)Math.Round(w / sum * One))];
        whole[steps] += One - whole.Sum();
        return [.. whole.Select(
            (w, i) => ((int)Math.Round((i - steps) * step * cos * One), (int)Math.Round((i - steps) * step * sin * One), w))];
    }

    private static void Row(GrayImage image, in AffineFrame back, double x0, double y0, (int X, int Y, int Weight)[] taps, Span<byte> row)
    {
        int right = (image.Width - 1) * One, bottom = (image.Height - 1) * One, stride = image.Width;
        ReadOnlySpan<byte> from = image.Pixels;
        for (int i = 0; i < row.Length; i++)
        {
            int x = (int)Math.Round((x0 + (back.XX * i)) * One), y = (int)Math.Round((y0 + (back.YX * i)) * One), sum = 0;
            foreach ((int dx, int dy, int weight) in taps)
            {
                int u = Math.Clamp(x + dx, 0, right), v = Math.Clamp(y + dy, 0, bottom), fx = u % One, fy = v % One;
                int at = ((v / One) * stride) + (u / One), across = fx == 0 ? 0 : 1, down = fy == 0 ? 0 : stride;
                int upper = (from[at] * (One - fx)) + (from[at + across] * fx), lower = (from[at + down] * (One - fx))
                    + (from[at + down + across] * fx);
                sum += weight * (((upper * (One - fy)) + (lower * fy)) >> 8);
            }

            row[i] = (byte)((sum + (One * One / 2)) / (One * One));
        }
    }
}
