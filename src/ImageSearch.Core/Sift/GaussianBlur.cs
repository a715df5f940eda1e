using ImageSearch.Kernels;

namespace ImageSearch.Sift;

/// <summary>
/// Separable Gaussian blur, mirrored at the borders (without repeating the border pixel). Row by row, down then across, so that a row
/// stays in the cache between the two.
/// </summary>
internal sealed class GaussianBlur
{
    /// <summary>The kernel reaches four sigma to each side, as OpenCV's does for float images.</summary>
    private const double ReachSigmas = 4;

    private readonly SiftKernels _kernels;
    private readonly float[] _half;
    private readonly (int Above, int Below)[] _rows;
    private float[] _row = [];

    public GaussianBlur(double sigma, SiftKernels kernels)
    {
        _kernels = kernels;
        int radius = (int)Math.Round(sigma * ReachSigmas);
        var weights = new double[radius + 1];
        double sum = 0;
        for (int i = 0; i <= radius; i++)
        {
            weights[i] = Math.Exp(-i * i / (2 * sigma * sigma));
            sum += i == 0 ? weights[i] : 2 * weights[i];
        }

        _half = [.. weights.Select(w => (float)(w / sum))];
        _rows = new (int, int)[_half.Length];
    }

    private int Radius => _half.Length - 1;

    /// <summary>How many rows of the source below a row must be there before the row can be blurred.</summary>
    public int Reach => Radius;

    /// <summary>
    /// Blurs rows of <paramref name="source"/> from <paramref name="first"/> up to but not including <paramref name="end"/> into
    /// <paramref name="target"/>, another plane of the same size.
    /// </summary>
    public void Apply(Plane source, Plane target, int first, int end)
    {
        int width = source.Width, radius = Radius;
        if (_row.Length < width + (2 * radius) + SiftKernels.SpareFloats)
        {
            _row = new float[width + (2 * radius) + SiftKernels.SpareFloats];
        }

        for (int y = first; y < end; y++)
        {
            for (int i = 0; i <= radius; i++)
            {
                _rows[i] = (Mirror(y - i, source.Height) * source.Stride, Mirror(y + i, source.Height) * source.Stride);
            }

            _kernels.ConvolveDown(ref source.First, _rows, _half, width, ref _row[radius]);
            Span<float> middle = _row.AsSpan(radius, width);
            for (int i = 1; i <= radius; i++)
            {
                _row[radius - i] = middle[Mirror(-i, width)];
                _row[radius + width - 1 + i] = middle[Mirror(width - 1 + i, width)];
            }

            _kernels.ConvolveAcross(ref _row[radius], _half, width, ref target.RowStart(y));
        }
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
