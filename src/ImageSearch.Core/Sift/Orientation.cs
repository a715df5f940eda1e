using ImageSearch.Kernels.Extraction;

namespace ImageSearch.Sift;

/// <summary>Gives an extremum its direction, or directions: the peaks of a histogram of the gradients around it (Lowe 2004, section
/// 5).</summary>
internal sealed class Orientation(SiftKernels kernels)
{
    private const int Bins = 36;
    private const int PartialHistograms = 4;

    /// <summary>The window's sigma is this many times the keypoint's; it reaches three times as far.</summary>
    private const float WindowSigmas = 1.5f;

    private const float WindowReach = 3 * WindowSigmas;

    /// <summary>A further peak counts from this share of the highest.</summary>
    private const float PeakShare = 0.8f;

    private readonly GradientSamples _samples = new(kernels);
    private readonly float[] _partial = new float[PartialHistograms * Bins];
    private readonly float[] _raw = new float[Bins];
    private float[] _weights = [];
    private int[] _nearest = [];
    private readonly float[] _smooth = new float[Bins];

    /// <summary>Adds the directions in degrees, 0 up to 360, in rising order.</summary>
    public void Find(Plane gaussian, in Extremum extremum, List<float> angles)
    {
        int radius = (int)MathF.Round(WindowReach * extremum.Sigma);
        float sigma = WindowSigmas * extremum.Sigma, falloff = -1 / (2 * sigma * sigma);
        _samples.Gather(gaussian, extremum.Column, extremum.Row, radius, 1, new GradientFrame(1, 0, falloff, 0, 0, 0, 0));
        if (_weights.Length < _samples.Room)
        {
            (_weights, _nearest) = (new float[_samples.Room], new int[_samples.Room]);
        }

        kernels.PlaceDirections(_samples.Refs, _samples.Count, falloff, Bins, ref _weights[0], ref _nearest[0]);
        Sum();
        float highest = 0;
        for (int i = 0; i < Bins; i++)
        {
            _smooth[i] = ((At(i - 2) + At(i + 2)) * (1f / 16)) + ((At(i - 1) + At(i + 1)) * (4f / 16)) + (_raw[i] * (6f / 16));
            highest = Math.Max(highest, _smooth[i]);
        }

        AddPeaks(highest * PeakShare, angles);
    }

    private float At(int bin) => _raw[(bin + Bins) % Bins];

    /// <summary>Neighbouring samples often meet the same bin, so four histograms take turns: none waits for the one before.</summary>
    private void Sum()
    {
        Array.Clear(_partial);
        for (int i = 0; i < _samples.Count; i++)
        {
            _partial[(i % PartialHistograms * Bins) + _nearest[i]] += _weights[i];
        }

        for (int i = 0; i < Bins; i++)
        {
            _raw[i] = (_partial[i] + _partial[Bins + i]) + (_partial[(2 * Bins) + i] + _partial[(3 * Bins) + i]);
        }
    }

    private void AddPeaks(float least, List<float> angles)
    {
        for (int i = 0; i < Bins; i++)
        {
            float left = _smooth[(i + Bins - 1) % Bins], right = _smooth[(i + 1) % Bins], here = _smooth[i];
            if (here > left && here > right && here >= least)
            {
                // The top of the parabola through the three bins.
                float bin = i + (0.5f * (left - right) / (left - (2 * here) + right));
                float angle = bin * (360f / Bins);
                angle = angle < 0 ? angle + 360 : angle;
                angles.Add(angle >= 360 ? angle - 360 : angle);
            }
        }

        angles.Sort();
    }
}
