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
    /// Of what compression explains at most, what copies of one exposure show where both have as much of their own: 1.15 of it and two
    /// levels squared in the half that chose. Exposures compressed as cameras do: twice as much and more.
    /// </summary>
    private const double SureOfExplained = 1.2, SureVariance = 8;

    /// <summary>What strongly compressed exposures show at least.</summary>
    private const double DoubtfulOfExplained = 0.05, DoubtfulVariance = 4;

    /// <summary>
    /// How much of what differs is on both sides, from where on they are two exposures, and may be: 0 where the one is the other with noise
    /// added, less where it is blurred or sharpened, 1 where both have as much of their own. Two exposures from one camera: 0.94 and more,
    /// 0.77 where one of them alone is compressed; a grainy photograph and a copy with as much grain added: up to 0.82.
    /// </summary>
    private const double SureOnBoth = 0.75, DoubtfulOnBoth = 0.9;

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

    private OwnNoise(double differing, double onBoth) => (Differing, OnBoth) = (differing, onBoth);

    /// <summary>The variance of what differs, in gray levels squared; 0 where there are too few blocks.</summary>
    public double Differing { get; }

    /// <summary>How much of it is on both sides; 1 where both have as much that the other has not.</summary>
    public double OnBoth { get; }

    /// <summary>What differs where there is little to see, in two images of one size as they are.</summary>
    /// <param name="grid">Their blocks.</param>
    public static OwnNoise Of(BlockGrid grid)
    {
        int[] blocks = grid.Flattest(FlatterShare);
        double all = blocks.Sum(i => Square(grid.Difference[i]));
        return blocks.Length < MinBlocks || all == 0 ? new OwnNoise(0, 0)
            : new OwnNoise(Quantile.At([.. blocks.Select(i => (float)Square(grid.Difference[i]))], blocks.Length / 2),
                1 - (Math.Abs(blocks.Sum(i => (double)grid.Surplus[i])) / all));
    }

    /// <summary>
    /// Whether they differ by more than the compression of both can have done, and in what neither has lost: a copy is its original less
    /// what was lost, or with noise added, so that what differs is what the one has more of; two exposures have noise of the same strength
    /// each.
    /// </summary>
    /// <param name="explained">What the compression of both explains: a variance of gray levels.</param>
    public bool IsBeyond(double explained) => Differing > (SureOfExplained * explained) + SureVariance && OnBoth > SureOnBoth;

    /// <summary>Whether that is likely at least: compression may have done it, but seldom does it to both alike.</summary>
    /// <param name="explained">What the compression of both explains: a variance of gray levels.</param>
    public bool MayBeBeyond(double explained) =>
        Differing > (DoubtfulOfExplained * explained) + DoubtfulVariance && OnBoth > DoubtfulOnBoth;

    private static double Square(double value) => value * value;
}
