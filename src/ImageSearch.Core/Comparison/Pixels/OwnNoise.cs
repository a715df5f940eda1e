namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Tells two exposures of one scene from two copies of one exposure. Where there is little else to see, what a copy shows is what the
/// original shows, less what its compression took away or plus noise that one of them alone has; two exposures have noise each, which has
/// nothing to do with the other's.
/// </summary>
internal sealed class OwnNoise
{
    /// <summary>The share of blocks in which there is least to see.</summary>
    private const double FlattestShare = 0.2;

    /// <summary>Both show at least this much there: a standard deviation in gray levels. Compression leaves less.</summary>
    private const double MinNoise = 3;

    /// <summary>
    /// The covariance of a copy with its original is the variance of the one that shows less; of two exposures it is less than this share
    /// of it, as only what there is to see is in both.
    /// </summary>
    private const double MaxShared = 0.6;

    /// <summary>The share of blocks that are looked at where the compression of both is known.</summary>
    private const double FlatterShare = 0.3;

    /// <summary>
    /// Of what compression explains at most, what copies of one exposure show where both have as much of their own: 1.15 of it and two or
    /// three gray levels squared in the half that chose. Exposures compressed as cameras do: twice as much and more.
    /// </summary>
    private const double SureOfExplained = 1.2, SureVariance = 8;

    /// <summary>What strongly compressed exposures show at least.</summary>
    private const double DoubtfulOfExplained = 0.05, DoubtfulVariance = 4;

    /// <summary>What exposures show whose compression, or noise, or light is not the same.</summary>
    private const double UnequalOfExplained = 0.3, UnequalOnBoth = 0.4;

    /// <summary>
    /// How much of what differs is on both sides, from where on they are two exposures, and may be: 0 where the one is the other with noise
    /// added, less where it is blurred or sharpened, 1 where both have as much of their own. Two exposures from one camera: 0.94 and more,
    /// 0.77 where one of them alone is compressed; a grainy photograph and a copy with grain added: up to 0.82 where it is too little to be
    /// sure, below 0.75 where it is more.
    /// </summary>
    private const double SureOnBoth = 0.75, DoubtfulOnBoth = 0.9;

    /// <summary>What differs by less is rounding.</summary>
    private const double MinVariance = 0.1;

    /// <summary>Blocks whose means are spread by less, in gray levels squared, do not tell of light.</summary>
    private const double MinSpread = 4;

    /// <summary>With fewer of them nothing is known.</summary>
    private const int MinBlocks = 40;

    /// <summary>Whether both images have noise of their own.</summary>
    public static bool IsIn(BlockGrid grid)
    {
        int[] blocks = [.. Enumerable.Range(0, grid.Count)
            .Where(i => grid.IsValid[i] && !grid.IsClipped(i))];
        float[] activities = [.. blocks.Select(i => grid.LessActivity[i])];
        int flattest = (int)(FlattestShare * activities.Length);
        if (flattest < MinBlocks || Quantile.At(activities, flattest / 2) < MinNoise)
        {
            return false;
        }

        float most = Quantile.At(activities, flattest - 1);
        float[] shared = [.. blocks.Where(i => grid.LessActivity[i] <= most)
            .Select(i => (float)Shared(grid.Activity[i], grid.LessActivity[i], grid.Difference[i]))];
        return Quantile.At(shared, shared.Length / 2) < MaxShared;
    }

    /// <summary>The covariance over the lesser variance, from the variances of both and of their difference.</summary>
    private static double Shared(double more, double less, double difference) =>
        ((more * more) + (less * less) - (difference * difference)) / (2 * Math.Max(1e-6, less * less));

    private OwnNoise(double differing, double onBoth, double onBothOfMost) =>
        (Differing, OnBoth, OnBothOfMost) = (differing, onBoth, onBothOfMost);

    /// <summary>The variance of what differs, in gray levels squared, of half of the blocks; 0 where there are too few.</summary>
    public double Differing { get; }

    /// <summary>How much of it all is on both sides; 1 where both have as much that the other has not.</summary>
    public double OnBoth { get; }

    /// <summary>The same in each block, which scatters more: of half of them.</summary>
    public double OnBothOfMost { get; }

    /// <summary>What differs where there is little to see, in two images of one size.</summary>
    /// <param name="grid">Their blocks.</param>
    /// <param name="isLevelled">Whether they are at the same light already; it is levelled here otherwise.</param>
    public static OwnNoise Of(BlockGrid grid, bool isLevelled)
    {
        int[] blocks = grid.Flattest(FlatterShare);
        if (blocks.Length < MinBlocks)
        {
            return new OwnNoise(0, 0, 0);
        }

        double gain = isLevelled ? 1 : Gain(grid), surplus = 0, all = 0;
        float[] differing = new float[blocks.Length], onBoth = new float[blocks.Length];
        for (int i = 0; i < blocks.Length; i++)
        {
            int block = blocks[i];
            (double first, double second) = (Square(grid.Activity[block]), Square(grid.LessActivity[block]));
            (first, second) = grid.IsFirstMore[block] ? (first, second) : (second, first);
            double covariances = first + second - Square(grid.Difference[block]);
            (first, second) = (first * gain, second / gain);
            double here = Math.Max(0, first + second - covariances);
            (surplus, all) = (surplus + first - second, all + here);
            (differing[i], onBoth[i]) = ((float)here, (float)(1 - (Math.Abs(first - second) / Math.Max(MinVariance, here))));
        }

        return all == 0 ? new OwnNoise(0, 0, 0)
            : new OwnNoise(Median(differing), 1 - (Math.Abs(surplus) / all), Median(onBoth));
    }

    /// <summary>
    /// Whether they differ by more than the compression of both can have done, and in what neither has lost: a copy is its original less
    /// what was lost, or with noise added, so that what differs is what the one has more of; two exposures have noise of the same strength
    /// each.
    /// </summary>
    /// <param name="explained">What the compression of both explains: a variance of gray levels.</param>
    public bool IsBeyond(double explained) => IsMore(explained) && OnBoth > SureOnBoth;

    /// <summary>Whether they rather do: with noise of other strength, or in other light. It may be grain that was added to one.</summary>
    /// <param name="explained">What the compression of both explains: a variance of gray levels.</param>
    public bool IsRatherBeyond(double explained) => IsMore(explained) && OnBoth > UnequalOnBoth;

    /// <summary>Whether they may: compression may have done it, but seldom does it to both alike.</summary>
    /// <param name="explained">What the compression of both explains: a variance of gray levels.</param>
    public bool MayBeBeyond(double explained) =>
        Differing > (DoubtfulOfExplained * explained) + DoubtfulVariance && OnBoth > DoubtfulOnBoth;

    /// <summary>The same of two whose light or noise is not equal, once they are levelled: less is known then.</summary>
    /// <param name="explained">What the compression of both explains: a variance of gray levels.</param>
    public bool MayBeUnequal(double explained) =>
        Differing > Math.Max(UnequalOfExplained * explained, SureVariance) && OnBothOfMost > UnequalOnBoth;

    private bool IsMore(double explained) => Differing > (SureOfExplained * explained) + SureVariance;

    /// <summary>How much more light the second has: by what the blocks' means, in which there is next to no noise, are spread.</summary>
    private static double Gain(BlockGrid grid)
    {
        double count = 0, first = 0, second = 0, firstSquares = 0, secondSquares = 0;
        for (int i = 0; i < grid.Count; i++)
        {
            if (grid.IsValid[i] && !grid.IsClipped(i))
            {
                double a = grid.Mean[i], b = grid.Mean[i] + grid.Offset[i];
                (count, first, second) = (count + 1, first + a, second + b);
                (firstSquares, secondSquares) = (firstSquares + (a * a), secondSquares + (b * b));
            }
        }

        double spread = (firstSquares / count) - Square(first / count), otherSpread = (secondSquares / count) - Square(second / count);
        return spread < MinSpread || otherSpread < MinSpread ? 1 : Math.Sqrt(otherSpread / spread);
    }

    private static double Median(float[] values) => Quantile.At(values, values.Length / 2);

    private static double Square(double value) => value * value;
}
