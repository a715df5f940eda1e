using ImageSearch.Retrieval;

namespace ImageSearch.Benchmarks;

/// <summary>For each threshold of confidence: queries whose right answer is not the first one, wrong answers, unknown queries with an
/// answer.</summary>
internal sealed class ConfidenceTable(double[] thresholds)
{
    private readonly int[] _misses = new int[thresholds.Length];
    private readonly int[] _wrong = new int[thresholds.Length];
    private readonly int[] _accepted = new int[thresholds.Length];

    public int Asked { get; private set; }

    public int Unknown { get; private set; }

    public (int Misses, int Wrong, int Accepted) Row(int threshold) => (_misses[threshold], _wrong[threshold], _accepted[threshold]);

    /// <param name="answers">The right answers, or none.</param>
    /// <param name="matches">All that was compared, the surest first.</param>
    public void Add(string answers, IReadOnlyList<ImageMatch> matches)
    {
        bool isUnknown = answers == "none";
        (Asked, Unknown) = (Asked + (isUnknown ? 0 : 1), Unknown + (isUnknown ? 1 : 0));
        for (int i = 0; i < thresholds.Length; i++)
        {
            ImageMatch[] taken = [.. matches.Where(m => m.Confidence >= thresholds[i])];
            int wrong = taken.Count(m => !answers.Split(',').Any(a => Path.GetFileName(a) == Path.GetFileName(m.Image.Path)));
            if (isUnknown)
            {
                _accepted[i] += taken.Length > 0 ? 1 : 0;
                continue;
            }

            _wrong[i] += wrong;
            _misses[i] += taken.Length == wrong || !answers.Split(',')
                .Any(a => Path.GetFileName(a) == Path.GetFileName(taken[0].Image.Path)) ? 1 : 0;
        }
    }
}
