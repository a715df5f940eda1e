using ImageSearch.Kernels.Extraction;

namespace ImageSearch.Sift;

/// <summary>
/// Separable Gaussian blur, mirrored at the borders (without repeating the border pixel). A few rows at a time, down then across, so
/// that they stay in the nearest cache between the two. A source that is smooth already is sampled at every second or fourth pixel only:
/// what lies between says nothing new (<see cref="StepFor"/>).
/// </summary>
internal sealed class GaussianBlur
{
    private const double MinSigmasAStep = 1.25;
    private readonly SiftKernels _kernels;
    private readonly int _step;
    private readonly float[] _half;
    private readonly float[] _down;
    private readonly int[] _rows;
    private float[] _buffer = [];

    public GaussianBlur(double sigma, int step, SiftKernels kernels)
    {
        _kernels = kernels;
        _step = step;
        double[] weights = GaussianWeights.Of(sigma / step);
        Radius = weights.Length / 2 * step;
        _half = [.. weights.Skip(weights.Length / 2).Select(w => (float)w)];
        _rows = new int[weights.Length + SiftKernels.DownRows - 1];
        _down = new float[_rows.Length * SiftKernels.DownRows];
        for (int row = 0; row < SiftKernels.DownRows; row++)
        {
            for (int i = 0; i < weights.Length; i++)
            {
                _down[((i + row) * SiftKernels.DownRows) + row] = (float)weights[i];
            }
        }
    }

    /// <summary>
    /// How far apart a source of so much blur may be sampled: 1, 2 or 4. Its spectrum is exp(-sigma^2 w^2 / 2), and samples s apart confuse
    /// w with 2 pi / s - w: at the worst, w = pi / s, there is exp(-pi^2 ratio^2 / 2) left of it, which the blur itself lessens further.
    /// </summary>
    public static int StepFor(double sourceSigma) => sourceSigma >= 4 * MinSigmasAStep ? 4 : sourceSigma >= 2 * MinSigmasAStep ? 2 : 1;

    /// <summary>How many rows of the source above and below a row it depends on.</summary>
    public int Radius { get; }

    /// <summary>
    /// Blurs rows of <paramref name="source"/> from <paramref name="first"/> up to but not including <paramref name="end"/> into
    /// <paramref name="target"/>, another plane of the same size. A row needs the source's next <see cref="Radius"/> rows.
    /// </summary>
    public void Apply(Plane source, Plane target, int first, int end)
    {
        int width = source.Width, stride = width + (2 * Radius) + SiftKernels.SpareFloats;
        if (_buffer.Length < SiftKernels.DownRows * stride)
        {
            _buffer = new float[SiftKernels.DownRows * stride];
        }

        for (int y = first; y < end; y += _step * SiftKernels.DownRows)
        {
            for (int phase = 0; phase < Math.Min(_step, end - y); phase++)
            {
                Down(source, y + phase, width, stride);
                for (int i = 0, row = y + phase; i < SiftKernels.DownRows && row < end; i++, row += _step)
                {
                    Across((i * stride) + Radius, width, ref target.RowStart(row));
                }
            }
        }
    }

    /// <summary>Blurs down into the buffer: rows y, y + step, ... whose sums are over the same rows of the source.</summary>
    private void Down(Plane source, int y, int width, int stride)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = Mirror(y - Radius + (i * _step), source.Height) * source.Stride;
        }

        _kernels.ConvolveDown(ref source.First, _rows, _down, width, ref _buffer[Radius], stride);
    }

    private void Across(int start, int width, ref float target)
    {
        Span<float> middle = _buffer.AsSpan(start, width);
        for (int i = 1; i <= Radius; i++)
        {
            _buffer[start - i] = middle[Mirror(-i, width)];
            _buffer[start + width - 1 + i] = middle[Mirror(width - 1 + i, width)];
        }

        _kernels.ConvolveAcross(ref _buffer[start], _half, _step, width, ref target);
    }

    /// <summary>The pixel that stands for one outside: ...2 1 | 0 1 2 ... n-1 | n-2 n-3...</summary>
    internal static int Mirror(int i, int length)
    {
        // Nearly always once at most; an image narrower than the kernel is mirrored to and fro.
        while ((uint)i >= (uint)length && length > 1)
        {
            i = i < 0 ? -i : (2 * (length - 1)) - i;
        }

        return length > 1 ? i : 0;
    }
}
