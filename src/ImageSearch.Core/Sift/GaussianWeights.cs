namespace ImageSearch.Sift;

/// <summary>The weights of a Gaussian blur in one direction.</summary>
internal static class GaussianWeights
{
    /// <summary>How many sigma a kernel reaches to each side.</summary>
    private const double ReachSigmas = 4;

    /// <summary>An odd number of weights, symmetric, that sum to 1.</summary>
    public static double[] Of(double sigma)
    {
        int radius = (int)Math.Round(sigma * ReachSigmas);
        double[] weights = [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(i => Math.Exp(-i * i / (2 * sigma * sigma)))];
        double sum = weights.Sum();
        return [.. weights.Select(w => w / sum)];
    }
}
