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

    /// <summary>Colours that differ by so much of what there is are others.</summary>
    private const double Recoloured = 0.4;

    /// <summary>And where a part stands out, so many of the blocks that have colour must have changed: a part in another
    /// colour is an edit.</summary>
    private const double MinRecolouredShare = 0.5;

    /// <summary>No block of a gray image has more colour: levels.</summary>
    private const double NoColour = 2;

    private const double MaxShift = 14;

    /// <summary>Compression takes away no more, whatever a header says: a JPEG of quality 5.</summary>
    private const double MaxAllowance = 16;

    /// <summary>From this change on, or where a part stands out, it is looked again with the tone curve.</summary>
    private const double WorthALook = 0.2;

    private const double MinGain = 0.15, MaxGain = 1 / MinGain;

    /// <summary>A block whose colour is off by more than this, and by so many times the median, has another colour: a label of another
    /// flavour.</summary>
    private const double MinLocalChange = 22, LocalFactor = 4;

    /// <summary>So many such blocks that touch are a part in another colour.</summary>
    private const int MinTouching = 2;

    /// <summary>The evidence with what the colours say.</summary>
    /// <param name="evidence">What luma says.</param>
    /// <param name="alignment">The two images.</param>
    /// <param name="tone">What levelled them: where one has clipped, its colours are paler, and no line says so. Null
    /// where it was no one tone.</param>
    /// <param name="allowance">What their compression may have changed the colours of a block by, in levels; asked for where they
    /// differ.</param>
    public static PixelEvidence AddTo(PixelEvidence evidence, Alignment alignment, CommonTone? tone, Func<double> allowance)
    {
        var grid = ColourGrid.Of(alignment, Blocks);
        if (Of(grid, allowance: 0) is not { } strict)
        {
            return evidence;
        }

        Colours found = strict;
        if (strict.Change > WorthALook || strict.Areas.Length > 0)
        {
            double allowed = Math.Min(allowance(), MaxAllowance);
            found = Of(grid, allowed)!;
            if (found.Change < 1 && tone is not null && Of(ColourGrid.Of(alignment, Blocks, tone), allowed) is { } levelled
                && levelled.IsGray == found.IsGray && levelled.Areas.Length <= found.Areas.Length && levelled.Change <= found.Change)
            {
                found = levelled;
            }
        }

        return evidence with
        {
            ColourChange = found.Change,
            IsRecoloured = found.IsRecoloured,
            AreColoursDoubtful = found.IsSame && !strict.IsSame,
            ColourAreas = found.Areas.Length,
            Areas = [.. evidence.Areas.Concat(found.Areas).OrderByDescending(a => a.Share)],
        };
    }

    private static Colours? Of(ColourGrid grid, double allowance)
    {
        int[] both = grid.Common;
        if (both.Length == 0)
        {
            return null;
        }

        double first = both.Sum(i => Size(grid.First[i])), second = both.Sum(i => Size(grid.Second[i]));
        bool isGray = Math.Max(first, second) < MinColour * both.Length;
        if (!isGray && Math.Min(first, second) < GrayShare * Math.Max(first, second))
        {
            return new Colours(1, 1, [], false);
        }

        Func<double, double> blue = Level([.. both.Select(i => (grid.First[i].Blue, grid.Second[i].Blue))]);
        Func<double, double> red = Level([.. both.Select(i => (grid.First[i].Red, grid.Second[i].Red))]);
        double[] off = [.. both.Select(i => Math.Max(0,
            Size(blue(grid.First[i].Blue) - grid.Second[i].Blue, red(grid.First[i].Red) - grid.Second[i].Red) - allowance))];
        double colour = both.Sum(i => Math.Max(Size(grid.First[i]), Size(grid.Second[i])));
        (double Size, double Off)[] coloured = [.. both
            .Select((block, i) => (Size: Math.Max(Size(grid.First[block]), Size(grid.Second[block])), Off: off[i]))
            .Where(b => b.Size >= MinColour)];
        double changed = coloured.Count(b => b.Off > Recoloured * b.Size) / (double)Math.Max(1, coloured.Length);
        double limit = Math.Max(MinLocalChange, LocalFactor * off.Order().ElementAt(off.Length / 2));
        DifferingArea[] areas = grid.Areas([.. both.Where((_, i) => off[i] > limit)], MinTouching);

        // A picture of little colour that has lost it everywhere is gray, and not changed where it had some.
        return areas.Length > 0 && (IsGray(grid.First, both) || IsGray(grid.Second, both)) ? new Colours(1, 1, [], isGray)
            : new Colours(isGray ? 0 : off.Sum() / colour, isGray ? 0 : changed, areas, isGray);
    }

    /// <summary>What the colours of two images say.</summary>
    /// <param name="Change">How far they differ, over how much colour there is.</param>
    /// <param name="ChangedShare">Of the blocks that have colour, those whose own has changed.</param>
    /// <param name="Areas">Where it stands out.</param>
    /// <param name="IsGray">Whether there is next to none in either.</param>
    private sealed record Colours(double Change, double ChangedShare, DifferingArea[] Areas, bool IsGray)
    {
        public bool IsRecoloured => Change > Recoloured && (Areas.Length == 0 || ChangedShare >= MinRecolouredShare);

        /// <summary>Whether nothing is in another colour.</summary>
        public bool IsSame => Change <= Recoloured && Areas.Length == 0;
    }

    private static bool IsGray((double Blue, double Red)[] blocks, int[] common) => common.All(i => Size(blocks[i]) < NoColour);

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
