using System.Runtime.InteropServices;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// By how much two pictures of the same thing differ in a block, as the pair itself shows it: compression, resampling, blur and noise
/// differ more where there is more to see, so the noise is a function of a block's activity. It is taken from the better third of the
/// blocks at each activity and of all blocks together, whichever is less, so that what was changed, however much, is not taken for noise.
/// </summary>
internal sealed class NoiseModel
{
    /// <summary>Rounding and what eyes do not see: a standard deviation in gray levels.</summary>
    private const float Floor = 1.2f;

    private const int BinsAnOctave = 3;

    private const int Bins = 8 * BinsAnOctave;

    /// <summary>Below this activity a block is flat.</summary>
    private const float FlatActivity = 3;

    /// <summary>Of the blocks' differences, sorted, the one that stands at this share is taken.</summary>
    private const double Quantile = 0.35;

    /// <summary>What brings that one up to the median of blocks that differ by noise alone.</summary>
    private const float ToMedian = 1.25f;

    private const int MinSamples = 60;

    private readonly float[] _ofBin = new float[Bins];
    private readonly float _flat;
    private readonly float _slope;

    private NoiseModel(BlockGrid grid)
    {
        var differences = new List<float>[Bins];
        var flat = new List<float>();
        for (int i = 0; i < grid.Count; i++)
        {
            if (grid.IsValid[i])
            {
                (differences[BinOf(grid.Activity[i])] ??= []).Add(grid.Difference[i]);
                if (grid.Activity[i] < FlatActivity)
                {
                    flat.Add(grid.Difference[i]);
                }
            }
        }

        _flat = flat.Count < MinSamples ? 0 : At(flat);
        var slopes = new List<float>();
        for (int i = 0; i < grid.Count; i++)
        {
            if (grid.IsValid[i] && grid.Activity[i] >= FlatActivity)
            {
                slopes.Add(Math.Max(0, grid.Difference[i] - _flat) / grid.Activity[i]);
            }
        }

        _slope = slopes.Count == 0 ? 0 : At(slopes);
        for (int bin = 0; bin < Bins; bin++)
        {
            _ofBin[bin] = differences[bin] is { Count: >= MinSamples } list ? At(list) : float.PositiveInfinity;
        }
    }

    /// <summary>What is learnt from the blocks of a pair.</summary>
    public static NoiseModel Of(BlockGrid grid) => new(grid);

    /// <summary>The difference that blocks of so much activity have, by and large: a standard deviation in gray levels.</summary>
    public float At(float activity) => Math.Max(Floor, Math.Min(_ofBin[BinOf(activity)], _flat + (_slope * activity)));

    private static int BinOf(float activity) => Math.Min(Bins - 1, (int)(MathF.Log2(activity + 1) * BinsAnOctave));

    private static float At(List<float> values) =>
        Pixels.Quantile.At(CollectionsMarshal.AsSpan(values), (int)(Quantile * (values.Count - 1))) * ToMedian;
}
