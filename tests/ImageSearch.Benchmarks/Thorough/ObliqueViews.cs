using ImageSearch.Benchmarks.Lookalikes;
using ImageSearch.Imaging;
using ImageSearch.Pictures;

namespace ImageSearch.Benchmarks.Thorough;

/// <summary>
/// Photographs as if printed and photographed from aside: the first view is tilted about one axis, the second about the axis across, by a
/// pinhole camera four half widths away; a little noise, saved as JPEG.
/// </summary>
internal static class ObliqueViews
{
    private const int LongSide = 800, SourceLongSide = 1600, Quality = 75, NoiseLevels = 4;

    private const double CameraDistance = 4;

    /// <summary>Makes the pairs. The tilt from the one view to the other is between 3 and 6: each view's is its root.</summary>
    /// <param name="photos">Photographs.</param>
    /// <param name="count">How many pairs.</param>
    /// <param name="folder">Where the files go.</param>
    public static IReadOnlyList<ViewPair> Make(IReadOnlyList<string> photos, int count, string folder)
    {
        var pairs = new List<ViewPair>();
        for (int i = 0; i < count; i++)
        {
            Chance chance = Chance.For(i, "oblique");
            ColourImage photo = Pixels.Read(photos[i % photos.Count], SourceLongSide);
            double tilt = 3 + (3.0 * i / Math.Max(1, count - 1)), direction = chance.Real(0, 180);
            double[] first = Corners(photo, Math.Sqrt(tilt), direction, chance.Real(-20, 20)),
                second = Corners(photo, Math.Sqrt(tilt), direction + 90, chance.Real(-20, 20));
            string name = $"{i:00}-tilt{tilt:0.0}";
            pairs.Add(new ViewPair(
                name, Save(photo, first, Path.Combine(folder, $"{name}-a.jpg"), chance),
                Save(photo, second, Path.Combine(folder, $"{name}-b.jpg"), chance),
                Homography.Between(first, second)));
        }

        return pairs;
    }

    /// <summary>One view of a photograph, and where its corners lie in it: left top, right top, right bottom, left bottom, x and y
    /// each.</summary>
    /// <param name="photo">The photograph.</param>
    /// <param name="tilt">The inverse cosine of the angle from which it is seen.</param>
    /// <param name="direction">The direction in which it is shortened, in degrees.</param>
    /// <param name="turn">By how much the camera is turned, in degrees.</param>
    public static double[] Corners(ColourImage photo, double tilt, double direction, double turn)
    {
        double half = Math.Max(photo.Width, photo.Height) / 2.0, lean = Math.Acos(1 / tilt);
        (double sin, double cos) = Math.SinCos(direction * Math.PI / 180);
        (double turnSin, double turnCos) = Math.SinCos(turn * Math.PI / 180);
        var corners = new double[8];
        for (int i = 0; i < 4; i++)
        {
            double x = (i is 1 or 2 ? 0.5 : -0.5) * photo.Width / half, y = (i >= 2 ? 0.5 : -0.5) * photo.Height / half;
            double along = (x * cos) + (y * sin), across = (y * cos) - (x * sin);
            double by = CameraDistance / (CameraDistance + (along * Math.Sin(lean)));
            (along, across) = (along * Math.Cos(lean) * by, across * by);
            (x, y) = ((along * cos) - (across * sin), (along * sin) + (across * cos));
            (corners[2 * i], corners[(2 * i) + 1]) = ((x * turnCos) - (y * turnSin), (x * turnSin) + (y * turnCos));
        }

        double left = Least(corners, 0), top = Least(corners, 1);
        double size = Math.Max(-Least([.. corners.Select(c => -c)], 0) - left, -Least([.. corners.Select(c => -c)], 1) - top);
        return [.. corners.Select((c, i) => (c - (i % 2 == 0 ? left : top)) * (LongSide - 1) / size)];
    }

    private static double Least(double[] corners, int from) => Enumerable.Range(0, 4).Min(i => corners[(2 * i) + from]);

    private static string Save(ColourImage photo, double[] corners, string path, Chance chance)
    {
        var sheet = new Sheet(1 + (int)Enumerable.Range(0, 4).Max(i => corners[2 * i]),
            1 + (int)Enumerable.Range(0, 4).Max(i => corners[(2 * i) + 1]), new Ink(128, 128, 128));
        Warp.Onto(sheet, photo, [.. Enumerable.Range(0, 4).Select(i => (corners[2 * i], corners[(2 * i) + 1]))]);
        File.WriteAllBytes(path, Encode.Jpeg(Retouch.Jitter(sheet.Image, NoiseLevels, chance), Quality));
        return path;
    }
}
