using ImageSearch.Imaging;

namespace ImageSearch.Benchmarks.Lookalikes;

/// <summary>Hides a part of a photograph under a part that lies beside it, as people do who remove a thing.</summary>
internal static class Removal
{
    private const int PlacesTried = 16;

    /// <summary>What is removed should differ by as much from what hides it, in levels.</summary>
    private const double MinMissed = 15;

    /// <summary>More difference than this is worth no more.</summary>
    private const double MaxMissed = 30;

    /// <summary>How much more a seam costs that is seen than a thing is worth that is missed.</summary>
    private const double SeamCost = 1.5;

    /// <summary>Where to look for what hides it, in sides of the square.</summary>
    private static readonly (double X, double Y)[] Beside =
        [(1.1, 0), (-1.1, 0), (0, 1.1), (0, -1.1), (1.1, 1.1), (-1.1, 1.1), (1.1, -1.1), (-1.1, -1.1), (1.6, 0), (-1.6, 0)];

    /// <summary>Of places by chance, and of what lies beside them, the pair whose seam is seen least and whose middle is missed
    /// most.</summary>
    public static ColourImage Of(ColourImage photo, Chance chance)
    {
        int side = (int)(Math.Min(photo.Width, photo.Height) * chance.Real(0.14, 0.22));
        (int Left, int Top)[] places = [.. Enumerable.Range(0, PlacesTried)
            .Select(_ => (chance.Below(photo.Width - side + 1), chance.Below(photo.Height - side + 1)))];
        var (at, from) = places.SelectMany(p => Around(photo, p, side).Select(q => (At: p, From: q)))
            .MaxBy(c => Worth(photo, c.At, c.From, side));
        var sheet = new Sheet(photo);
        sheet.Paste(Retouch.Crop(photo, from.Left, from.Top, side, side), at.Left, at.Top,
            (x, y) => SoftOval.Cover(x, y, side, side, soft: side / 8.0));
        return sheet.Image;
    }

    private static IEnumerable<(int Left, int Top)> Around(ColourImage photo, (int Left, int Top) at, int side) =>
        Beside.Select(d => (Left: (int)(at.Left + (d.X * side)), Top: (int)(at.Top + (d.Y * side))))
            .Where(p => p.Left >= 0 && p.Top >= 0 && p.Left + side <= photo.Width && p.Top + side <= photo.Height);

    private static double Worth(ColourImage photo, (int Left, int Top) at, (int Left, int Top) from, int side)
    {
        double middle = 0, seam = 0;
        int middles = 0, seams = 0;
        for (int y = 0; y < side; y += 2)
        {
            for (int x = 0; x < side; x += 2)
            {
                int a = (((at.Top + y) * photo.Width) + at.Left + x) * 3, b = (((from.Top + y) * photo.Width) + from.Left + x) * 3;
                int difference = Math.Abs(photo.Rgb[a] - photo.Rgb[b]) + Math.Abs(photo.Rgb[a + 1] - photo.Rgb[b + 1])
                    + Math.Abs(photo.Rgb[a + 2] - photo.Rgb[b + 2]);
                bool isMiddle = Math.Max(Math.Abs(x - (side / 2.0)), Math.Abs(y - (side / 2.0))) < side * 0.3;
                (middle, middles) = isMiddle ? (middle + difference, middles + 3) : (middle, middles);
                (seam, seams) = isMiddle ? (seam, seams) : (seam + difference, seams + 3);
            }
        }

        double missed = middle / middles;
        return Math.Min(missed, MaxMissed) - (SeamCost * seam / seams) + (missed >= MinMissed ? byte.MaxValue : 0);
    }
}
