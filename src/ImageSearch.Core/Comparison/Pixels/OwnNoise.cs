namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Tells two exposures of one scene from two copies of one exposure where nothing is known of their files, or their sizes differ. Where
/// there is little else to see, what a copy shows is what the original shows, less what its compression took away or plus noise that one of
/// them alone has; two exposures have noise each, which has nothing to do with the other's. <see cref="QuantisedNoise"/> knows more.
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

    /// <summary>With fewer of them nothing is known.</summary>
    private const int MinBlocks = 40;

    /// <summary>Whether both images have noise of their own.</summary>
    public static bool IsIn(BlockGrid grid)
    {
        int[] blocks = grid.Flattest(FlattestShare);
        if (blocks.Length < MinBlocks || grid.LessActivity[blocks[blocks.Length / 2]] < MinNoise)
        {
            return false;
        }

        float[] shared = [.. blocks.Select(i => (float)Shared(grid.Activity[i], grid.LessActivity[i], grid.Difference[i]))];
        return Quantile.At(shared, shared.Length / 2) < MaxShared;
    }

    /// <summary>The covariance over the lesser variance, from the variances of both and of their difference.</summary>
    private static double Shared(double more, double less, double difference) =>
        ((more * more) + (less * less) - (difference * difference)) / (2 * Math.Max(1e-6, less * less));
}
