namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Whether two aligned images have the same colours: blue and red differences (Rec. 601) of blocks. White balance and saturation are
/// levelled within what cameras and encoders do.
/// </summary>
internal static class ColourComparison
{
    /// <summary>Blocks across the longer side.</summary>
    private const int Blocks = 32;

    /// <summary>Less colour than this, on the average, is gray: levels.</summary>
    private const double MinColour = 5;

    /// <summary>With less of the other's colour than this, an image is gray beside it.</summary>
    private const double GrayShare = 0.15;

    private const double MaxShift = 14;

    private const double MinGain = 0.15, MaxGain = 1 / MinGain;

    /// <summary>A block whose colour is off by more than this, and by so many times the median, has another colour: a label of another
    /// flavour.</summary>
    private const double MinLocalChange = 22, LocalFactor = 4;

    /// <summary>So many such blocks that touch are a part in another colour.</summary>
    private const int MinTouching = 2;

    /// <summary>The evidence with what the colours say.</summary>
    /// <param name="evidence">What luma says.</param>
    /// <param name="alignment">The two images.</param>
    public static PixelEvidence AddTo(PixelEvidence evidence, Alignment alignment)
    {
        var grid = ColourGrid.Of(alignment, Blocks);
        int[] both = grid.Common;
        double first = both.Sum(i => Size(grid.First[i])), second = both.Sum(i => Size(grid.Second[i]));
        if (both.Length == 0)
        {
            return evidence;
        }

        bool isGray = Math.Max(first, second) < MinColour * both.Length;
        if (!isGray && Math.Min(first, second) < GrayShare * Math.Max(first, second))
        {
            return evidence with { ColourChange = 1 };
        }

        Func<double, double> blue = Level([.. both.Select(i => (grid.First[i].Blue, grid.Second[i].Blue))]);
        Func<double, double> red = Level([.. both.Select(i => (grid.First[i].Red, grid.Second[i].Red))]);
        double[] off = [.. both.Select(
            i => Size((blue(grid.First[i].Blue) - grid.Second[i].Blue, red(grid.First[i].Red) - grid.Second[i].Red)))];
        double colour = both.Sum(i => Math.Max(Size(grid.First[i]), Size(grid.Second[i])));
        double limit = Math.Max(MinLocalChange, LocalFactor * off.Order().ElementAt(off.Length / 2));
        DifferingArea[] areas = grid.Areas([.. both.Where((_, i) => off[i] > limit)], MinTouching);
        return evidence with
        {
            ColourChange = isGray ? 0 : off.Sum() / colour,
            ColourAreas = areas.Length,
            Areas = [.. evidence.Areas.Concat(areas).OrderByDescending(a => a.Share)],
        };
    }

    private static double Size((double Blue, double Red) colour) => Size(colour.Blue, colour.Red);

    private static double Size(double blue, double red) => Math.Sqrt((blue * blue) + (red * red));

    /// <summary>The line that takes the one to the other; a gain that no camera and no encoder makes is none, and shifts are
    /// bounded.</summary>
    private static Func<double, double> Level((double From, double To)[] values)
    {
        double from = values.Average(v => v.From), to = values.Average(v => v.To);
        double covariance = values.Sum(v => (v.From - from) * (v.To - to)), variance = values.Sum(v => (v.From - from) * (v.From - from));
        double gain = variance > 0 ? covariance / variance : 1;
        gain = gain is >= MinGain and <= MaxGain ? gain : 1;
        double shift = Math.Clamp(to - (gain * from), -MaxShift, MaxShift);
        return value => (gain * value) + shift;
    }
}
