using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// Tells two exposures of one scene from two copies of one exposure by what JPEG keeps of them. Whatever was saved from one original lies,
/// coefficient by coefficient, within half a step of it; so two of its copies are no farther apart than half a step of each. The noise of
/// two exposures knows nothing of steps.
/// </summary>
internal sealed class QuantisedNoise
{
    /// <summary>The share of blocks that are looked at: those in which the one that shows less shows least.</summary>
    private const double FlattestShare = 0.3;

    /// <summary>With fewer blocks, or coefficients that are not 0, nothing is known.</summary>
    private const int MinBlocks = 20, MinCoefficients = 100;

    /// <summary>By so much of a step copies keep within their bounds: next to none lies at the edges of both.</summary>
    private const double Inner = 0.25;

    /// <summary>What rounding to whole gray levels adds.</summary>
    private const double Rounding = 0.6;

    /// <summary>Where the blocks' means are spread by less, they do not tell of light: gray levels times 8.</summary>
    private const double MinSpread = 16;

    /// <summary>From so many beyond their bounds they may be two exposures, and are.</summary>
    private const double DoubtfulBeyond = 0.12, SureBeyond = 0.4;

    /// <summary>How much of what differs is on both sides, from where on they may be two exposures, and are: what was blurred, sharpened,
    /// or got grain has it on one side.</summary>
    private const double DoubtfulOnBoth = 0.15, SureOnBoth = 0.6;

    /// <summary>And so many times what chance puts there where grain was added to one.</summary>
    private const double ChanceFactor = 5;

    /// <summary>However large chance is, as in a few blocks full of texture: from so much on they are not told from two
    /// exposures.</summary>
    private const double MuchOnBoth = 0.5;

    /// <summary>What differs by less is rounding: the variance of a coefficient, in gray levels squared.</summary>
    private const double DoubtfulVariance = 2, SureVariance = 4;

    private QuantisedNoise(double beyond, double onBoth, double chance, double differing) =>
        (Beyond, OnBoth, Chance, Differing) = (beyond, onBoth, chance, differing);

    /// <summary>Of the coefficients that are not 0, the share that lies farther apart than steps explain.</summary>
    public double Beyond { get; }

    /// <summary>How much of what differs is on both sides; 1 where both have as much that the other has not.</summary>
    public double OnBoth { get; }

    /// <summary>The standard error of that: grain is independent of the picture only on the average.</summary>
    public double Chance { get; }

    /// <summary>The variance of what differs in half of the coefficients, in gray levels squared.</summary>
    public double Differing { get; }

    /// <summary>Whether they are two exposures.</summary>
    public bool IsOtherExposure => MayBeOtherExposure && Beyond > SureBeyond && OnBoth > SureOnBoth && Differing > SureVariance;

    /// <summary>Whether they may be.</summary>
    public bool MayBeOtherExposure => IsBeyondSteps && Differing > DoubtfulVariance
        && OnBoth > Math.Max(DoubtfulOnBoth, Math.Min(MuchOnBoth, ChanceFactor * Chance));

    /// <summary>Whether more differs than was lost, whatever did it.</summary>
    public bool IsBeyondSteps => Beyond > DoubtfulBeyond;

    /// <summary>What two images of one size have; null where it cannot be told.</summary>
    /// <param name="first">The first image's luma, as its file has it.</param>
    /// <param name="second">The second image's.</param>
    /// <param name="ofFirst">The first file's blocks.</param>
    /// <param name="ofSecond">The second file's.</param>
    public static QuantisedNoise? Of(GrayImage first, GrayImage second, JpegBlocks ofFirst, JpegBlocks ofSecond)
    {
        // Where blocks lie elsewhere in the one, what steps explain is spread a little more widely in those of the other.
        JpegBlocks blocks = ofFirst.IsAnywhere ? ofSecond : ofFirst;
        BlockCoefficients coefficients = BlockCoefficients.Of(first, second, blocks.Left, blocks.Top);
        double[] firstSteps = KeptSteps(ofFirst), secondSteps = KeptSteps(ofSecond);
        QuantisedNoise? found = Of(coefficients, firstSteps, secondSteps);

        // Copies of a copy are rare, and what shows them is slow to find.
        return found is { MayBeOtherExposure: true }
            ? Of(coefficients, SavedSteps.Of(coefficients.First, firstSteps), SavedSteps.Of(coefficients.Second, secondSteps)) : found;
    }

    private static double[] KeptSteps(JpegBlocks blocks) =>
        [.. Enumerable.Range(0, BlockCoefficients.Kept).Select(i => blocks.Steps[BlockCoefficients.StepOf(i)])];

    private static QuantisedNoise? Of(BlockCoefficients coefficients, double[] firstSteps, double[] secondSteps)
    {
        double gain = Gain(coefficients);
        (float toFirst, float toSecond) = ((float)Math.Sqrt(gain), (float)Math.Sqrt(1 / gain));
        int[] blocks = Flattest(coefficients, toFirst, toSecond);
        if (blocks.Length < MinBlocks)
        {
            return null;
        }

        int shown = 0, beyond = 0;
        double first = 0, second = 0, all = 0;
        var differing = new float[BlockCoefficients.Kept - 1];
        for (int kept = 1; kept < BlockCoefficients.Kept; kept++)
        {
            double stepA = firstSteps[kept] * toFirst, stepB = secondSteps[kept] * toSecond, sum = 0;
            double bound = Rounding + Math.Max(((stepA + stepB) / 2) - (Inner * Math.Min(stepA, stepB)), Math.Max(stepA, stepB) / 2);
            foreach (int block in blocks)
            {
                int at = (block * BlockCoefficients.Kept) + kept;
                double a = coefficients.First[at] * toFirst, b = coefficients.Second[at] * toSecond, apart = a - b;
                (sum, first, second) = (sum + (apart * apart), first + (a * a), second + (b * b));
                bool isShown = Math.Abs(a) > (stepA / 2) + 0.5 || Math.Abs(b) > (stepB / 2) + 0.5;
                (shown, beyond) = (shown + (isShown ? 1 : 0), beyond + (isShown && Math.Abs(apart) > bound ? 1 : 0));
            }

            (differing[kept - 1], all) = ((float)(sum / blocks.Length), all + sum);
        }

        return shown < MinCoefficients || all == 0 ? null
            : new QuantisedNoise(beyond / (double)shown, 1 - (Math.Abs(first - second) / all),
                2 * Math.Sqrt(Math.Min(first, second) / (all * differing.Length * blocks.Length)),
                Quantile.At(differing, differing.Length / 2));
    }

    private static int[] Flattest(BlockCoefficients coefficients, float toFirst, float toSecond)
    {
        var energies = new float[coefficients.Count];
        for (int block = 0; block < energies.Length; block++)
        {
            float first = 0, second = 0;
            for (int at = (block * BlockCoefficients.Kept) + 1; at < (block + 1) * BlockCoefficients.Kept; at++)
            {
                (float a, float b) = (coefficients.First[at] * toFirst, coefficients.Second[at] * toSecond);
                (first, second) = (first + (a * a), second + (b * b));
            }

            energies[block] = Math.Min(first, second);
        }

        int[] blocks = [.. Enumerable.Range(0, energies.Length)];
        Array.Sort(energies, blocks);
        return blocks[..(int)(FlattestShare * blocks.Length)];
    }

    /// <summary>How much more light the second has: by what the blocks' means, in which there is next to no noise, are spread.</summary>
    private static double Gain(BlockCoefficients coefficients)
    {
        double first = Spread(coefficients.First), second = Spread(coefficients.Second);
        return first < MinSpread || second < MinSpread ? 1 : second / first;
    }

    private static double Spread(float[] coefficients)
    {
        double count = 0, sum = 0, squares = 0;
        for (int i = 0; i < coefficients.Length; i += BlockCoefficients.Kept)
        {
            double mean = coefficients[i];
            (count, sum, squares) = (count + 1, sum + mean, squares + (mean * mean));
        }

        return count == 0 ? 0 : Math.Sqrt(Math.Max(0, (squares / count) - (sum / count * (sum / count))));
    }
}
