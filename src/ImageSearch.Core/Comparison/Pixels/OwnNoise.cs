namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Tells two exposures of one scene from two copies of one exposure. Where there is little else to see, what a copy shows is what the
/// original shows, less what its compression took away or plus noise that one of them alone has; two exposures have noise each, which has
/// nothing to do with the other's.
/// </summary>
internal static class OwnNoise
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
    /// Of what compression explains at most, what copies show: where as much is on both sides, 0.07 of it in the half that chose, exposures
    /// 1.4 and more.
    /// </summary>
    private const double MaxExplained = 0.3;

    /// <summary>Noise of two levels in each is seen by nobody: a variance of gray levels.</summary>
    private const double LeastVariance = 8;

    /// <summary>Of what differs (its variance), at least this share is on both sides: 0 where one is the other and more, 1 where both have
    /// as much that the other has not.</summary>
    private const double MinOnBoth = 0.4;

    private const double MinVariance = 0.1;

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

    /// <summary>
    /// Whether two images of one size differ by more than the compression of both can have done, and in what neither has lost: a copy is
    /// its original less what was lost, or with noise added, so that what differs is what the one has more of; two exposures have noise
    /// of the same strength each.
    /// </summary>
    /// <param name="grid">Their blocks.</param>
    /// <param name="explained">What the compression of both explains: a variance of gray levels.</param>
    public static bool IsBeyond(BlockGrid grid, double explained)
    {
        int[] blocks = grid.Flattest(FlatterShare);
        if (blocks.Length < MinBlocks)
        {
            return false;
        }

        double[] differing = [.. blocks.Select(i => Square(grid.Difference[i]))];
        double[] onBoth = [.. blocks.Select((b, i) =>
            1 - ((Square(grid.Activity[b]) - Square(grid.LessActivity[b])) / Math.Max(MinVariance, differing[i])))];
        return Median(differing) > Math.Max(MaxExplained * explained, LeastVariance) && Median(onBoth) > MinOnBoth;
    }

    private static double Square(double value) => value * value;

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);
}
