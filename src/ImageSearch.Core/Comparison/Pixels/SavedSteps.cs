namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// The steps by which an image's coefficients were quantised at any time: those that its file has, or the coarser ones of a file that it
/// was made from, which still show, as coefficients gather at their multiples (Fan, de Queiroz: Identification of Bitmap Compression
/// History, 2003).
/// </summary>
internal static class SavedSteps
{
    /// <summary>Bins a gray level.</summary>
    private const int Fineness = 4;

    private const int Bins = 1024 * Fineness;

    /// <summary>The coarsest step that is looked for.</summary>
    private const int MaxStep = 100;

    /// <summary>Steps that are coarser by less than this factor than those of the file make no difference.</summary>
    private const double MinCoarser = 1.3;

    private const int MinStep = 3;

    /// <summary>Coefficients count that are larger than this share of a step: most of the others are 0 whatever the step is.</summary>
    private const double MinShare = 0.4;

    /// <summary>With fewer of them nothing is known.</summary>
    private const int MinCount = 40;

    /// <summary>How closely they gather: 1 where all are multiples of the step, 0 where there is no such step.</summary>
    private const double MinGathered = 0.55;

    /// <summary>The coarsest step of each kept coefficient, the mean left out.</summary>
    /// <param name="coefficients">Those of all blocks.</param>
    /// <param name="steps">Those of the file, by kept coefficient.</param>
    public static double[] Of(ReadOnlySpan<float> coefficients, ReadOnlySpan<double> steps)
    {
        double[] found = steps.ToArray();
        var counts = new int[Bins];
        for (int kept = 1; kept < BlockCoefficients.Kept; kept++)
        {
            Array.Clear(counts);
            for (int i = kept; i < coefficients.Length; i += BlockCoefficients.Kept)
            {
                counts[Math.Min(Bins - 1, (int)((Math.Abs(coefficients[i]) * Fineness) + 0.5f))]++;
            }

            found[kept] = Coarsest(counts, steps[kept]);
        }

        return found;
    }

    private static double Coarsest(ReadOnlySpan<int> counts, double step)
    {
        double coarsest = step;
        for (int tried = Math.Max(MinStep, (int)Math.Ceiling(MinCoarser * step)); tried <= MaxStep; tried++)
        {
            long count = 0;
            double gathered = 0, toAngle = 2 * Math.PI / (tried * Fineness);
            for (int bin = (int)(MinShare * tried * Fineness) + 1; bin < Bins; bin++)
            {
                if (counts[bin] > 0)
                {
                    (count, gathered) = (count + counts[bin], gathered + (counts[bin] * Math.Cos(toAngle * bin)));
                }
            }

            if (count < MinCount)
            {
                break;
            }

            coarsest = gathered > MinGathered * count ? tried : coarsest;
        }

        return coarsest;
    }
}
