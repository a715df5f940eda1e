using ImageSearch.Kernels;

namespace ImageSearch.Sift;

/// <summary>Gives an extremum its direction, or directions: the peaks of a histogram of the gradients around it (Lowe 2004, section 5).</summary>
internal sealed class Orientation(SiftKernels kernels)
{
    private const int Bins = 36;

    /// <summary>The window's sigma is this many times the keypoint's; it reaches three times as far.</summary>
    private const float WindowSigmas = 1.5f;

    private const float WindowReach = 3 * WindowSigmas;

    /// <summary>A further peak counts from this share of the highest.</summary>
    private const float PeakShare = 0.8f;

    private readonly Samples _samples = new(kernels);
    private readonly float[] _raw = new float[Bins];
    private readonly float[] _smooth = new float[Bins];

    /// <summary>Adds the directions in degrees, 0 up to 360, in rising order.</summary>
    public void Find(Plane gaussian, in Extremum extremum, List<float> angles)
    {
        Gather(gaussian, extremum);
        Array.Clear(_raw);
        for (int i = 0; i < _samples.Count; i++)
        {
            int bin = (int)MathF.Round(_samples.Angle[i] * (Bins / 360f));
            _raw[bin >= Bins ? bin - Bins : bin] += _samples.Weight[i];
        }

        float highest = 0;
        for (int i = 0; i < Bins; i++)
        {
            _smooth[i] = ((At(i - 2) + At(i + 2)) * (1f / 16)) + ((At(i - 1) + At(i + 1)) * (4f / 16)) + (_raw[i] * (6f / 16));
            highest = Math.Max(highest, _smooth[i]);
        }

        AddPeaks(highest * PeakShare, angles);
    }

    private float At(int bin) => _raw[(bin + Bins) % Bins];

    private void Gather(Plane gaussian, in Extremum extremum)
    {
        int radius = (int)MathF.Round(WindowReach * extremum.Sigma);
        float sigma = WindowSigmas * extremum.Sigma;
        var frame = new GradientFrame(extremum.Column, extremum.Row, 1, 0, -1 / (2 * sigma * sigma));
        int left = Math.Max(-radius, 1 - extremum.Column), right = Math.Min(radius, gaussian.Width - 2 - extremum.Column);
        int bottom = Math.Min(radius, gaussian.Height - 2 - extremum.Row);
        _samples.Begin(((2 * radius) + 1) * ((2 * radius) + 1));
        for (int dy = Math.Max(-radius, 1 - extremum.Row); dy <= bottom; dy++)
        {
            _samples.AddRow(gaussian, dy, left, right, frame);
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
