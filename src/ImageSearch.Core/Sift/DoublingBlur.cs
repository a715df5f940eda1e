using ImageSearch.Imaging;
using ImageSearch.Kernels.Extraction;

namespace ImageSearch.Sift;

/// <summary>
/// Doubles an image by linear interpolation, pixel areas kept, and blurs the result, in one step: a doubled pixel x lies at x / 2 - 1/4 of
/// the image (<see cref="ToImage"/> brings keypoints back), so each is a weighted sum of the image's own pixels, of which there are a
/// quarter as many. Even and odd pixels have the same weights in reverse. At the borders the image is mirrored, the border pixel repeated.
/// </summary>
internal sealed class DoublingBlur
{
    private readonly SiftKernels _kernels;
    private readonly Plane _source = new();
    private readonly float[] _even;
    private readonly float[] _down;
    private readonly int[] _rows;
    private float[] _buffer = [];

    /// <summary>Makes a blur of so many doubled pixels.</summary>
    public DoublingBlur(double sigma, SiftKernels kernels)
    {
        _kernels = kernels;
        _even = [.. EvenWeights(GaussianWeights.Of(sigma)).Select(w => (float)w)];
        Radius = _even.Length / 2;
        _rows = new int[_even.Length + 1];
        _down = new float[_rows.Length * SiftKernels.DownRows];
        for (int i = 0; i < _even.Length; i++)
        {
            float even = _even[i], odd = _even[^(i + 1)];
            (_down[i * SiftKernels.DownRows], _down[(i * SiftKernels.DownRows) + 1]) = (even, odd);
            (_down[((i + 1) * SiftKernels.DownRows) + 2], _down[((i + 1) * SiftKernels.DownRows) + 3]) = (even, odd);
        }
    }

    private int Radius { get; }

    /// <summary>From a coordinate in the doubled image to one in the image.</summary>
    public static float ToImage(float doubled) => (doubled * 0.5f) - 0.25f;

    /// <summary>Takes an image; its rows are made by <see cref="Apply"/>.</summary>
    public void Begin(GrayImage image)
    {
        _source.Resize(image.Width, image.Height);
        for (int y = 0; y < image.Height; y++)
        {
            ByteWidening.ToFloats(image.Pixels.AsSpan(y * image.Width, image.Width), _source.Row(y));
        }
    }

    /// <summary>Makes rows of the doubled, blurred image from <paramref name="first"/>, an even one, up to but not including
    /// <paramref name="end"/>.</summary>
    public void Apply(Plane target, int first, int end)
    {
        int width = _source.Width, stride = width + (2 * Radius) + SiftKernels.SpareFloats;
        if (_buffer.Length < SiftKernels.DownRows * stride)
        {
            _buffer = new float[SiftKernels.DownRows * stride];
        }

        for (int y = first; y < end; y += SiftKernels.DownRows)
        {
            for (int i = 0; i < _rows.Length; i++)
            {
                _rows[i] = Mirror((y / 2) - Radius + i, _source.Height) * _source.Stride;
            }

            _kernels.ConvolveDown(ref _source.First, _rows, _down, width, ref _buffer[Radius], stride);
            for (int row = 0; row < Math.Min(SiftKernels.DownRows, end - y); row++)
            {
                int start = (row * stride) + Radius;
                Span<float> middle = _buffer.AsSpan(start, width);
                for (int i = 1; i <= Radius; i++)
                {
                    _buffer[start - i] = middle[Mirror(-i, width)];
                    _buffer[start + width - 1 + i] = middle[Mirror(width - 1 + i, width)];
                }

                _kernels.ConvolveAcrossDoubling(ref _buffer[start], _even, width, ref target.RowStart(y + row));
            }
        }
    }

    /// <summary>
    /// An even doubled pixel 2x is a quarter of pixel x - 1 and three of x, an odd one 2x + 1 three of x and a quarter of x + 1. Summed
    /// over the Gaussian around an even pixel, pixel x + n has what its share in every doubled pixel comes to.
    /// </summary>
    private static double[] EvenWeights(double[] gaussian)
    {
        int reach = gaussian.Length / 2, radius = (reach + 2) / 2;
        double At(int doubled) => Math.Abs(doubled) <= reach ? gaussian[reach + doubled] : 0;
        return [.. Enumerable.Range(-radius, (2 * radius) + 1).Select(n =>
            (0.75 * (At(2 * n) + At((2 * n) + 1))) + (0.25 * (At((2 * n) + 2) + At((2 * n) - 1))))];
    }

    /// <summary>The pixel that stands for one outside: ...1 0 | 0 1 ... n-1 | n-1 n-2...</summary>
    private static int Mirror(int i, int length)
    {
        while ((uint)i >= (uint)length)
        {
            i = i < 0 ? -i - 1 : (2 * length) - 1 - i;
        }

        return i;
    }
}
