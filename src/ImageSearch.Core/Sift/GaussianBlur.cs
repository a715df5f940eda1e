using System.Numerics;
using System.Runtime.InteropServices;

namespace ImageSearch.Sift;

/// <summary>
/// Separable Gaussian blur, mirrored at the borders (without repeating the border pixel). Every sum is a fixed chain of fused
/// multiply-adds per pixel, so every vector width gives the same bits.
/// </summary>
internal sealed class GaussianBlur
{
    /// <summary>The kernel reaches four sigma to each side, as OpenCV's does for float images.</summary>
    private const double ReachSigmas = 4;

    private readonly float[] _half;
    private readonly (int Above, int Below)[] _rows;
    private float[] _row = [];

    public GaussianBlur(double sigma)
    {
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

    /// <summary>Blurs <paramref name="source"/> into <paramref name="target"/>, another plane, which takes its size.</summary>
    public void Apply(Plane source, Plane target)
    {
        target.Resize(source.Width, source.Height);
        int width = source.Width, radius = Radius;
        if (_row.Length < width + (2 * radius))
        {
            _row = new float[width + (2 * radius)];
        }

        for (int y = 0; y < source.Height; y++)
        {
            Span<float> middle = _row.AsSpan(radius, width);
            Vertical(source, y, middle);
            for (int i = 1; i <= radius; i++)
            {
                _row[radius - i] = middle[Mirror(-i, width)];
                _row[radius + width - 1 + i] = middle[Mirror(width - 1 + i, width)];
            }

            Horizontal(_row, target.Row(y));
        }
    }

    /// <summary>The pixel that stands for one outside: ...2 1 | 0 1 2 ... n-1 | n-2 n-3...</summary>
    internal static int Mirror(int i, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        int period = 2 * (length - 1);
        int within = ((i % period) + period) % period;
        return within < length ? within : period - within;
    }

    private void Vertical(Plane source, int y, Span<float> result)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = (Mirror(y - i, source.Height) * source.Width, Mirror(y + i, source.Height) * source.Width);
        }

        ref float data = ref MemoryMarshal.GetArrayDataReference(source.Data);
        int width = source.Width, x = 0;
        for (; x <= width - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> sum = Vector.LoadUnsafe(ref data, (nuint)(_rows[0].Above + x)) * new Vector<float>(_half[0]);
            for (int i = 1; i < _half.Length; i++)
            {
                (int above, int below) = _rows[i];
                Vector<float> pair = Vector.LoadUnsafe(ref data, (nuint)(above + x)) + Vector.LoadUnsafe(ref data, (nuint)(below + x));
                sum = Vector.FusedMultiplyAdd(pair, new Vector<float>(_half[i]), sum);
            }

            sum.CopyTo(result[x..]);
        }

        for (; x < width; x++)
        {
            float sum = source.Data[_rows[0].Above + x] * _half[0];
            for (int i = 1; i < _half.Length; i++)
            {
                sum = MathF.FusedMultiplyAdd(source.Data[_rows[i].Above + x] + source.Data[_rows[i].Below + x], _half[i], sum);
            }

            result[x] = sum;
        }
    }

    private void Horizontal(float[] padded, Span<float> result)
    {
        ref float data = ref MemoryMarshal.GetArrayDataReference(padded);
        int radius = Radius, x = 0;
        for (; x <= result.Length - Vector<float>.Count; x += Vector<float>.Count)
        {
            Vector<float> sum = Vector.LoadUnsafe(ref data, (nuint)(x + radius)) * new Vector<float>(_half[0]);
            for (int i = 1; i < _half.Length; i++)
            {
                Vector<float> pair = Vector.LoadUnsafe(ref data, (nuint)(x + radius - i)) + Vector.LoadUnsafe(ref data, (nuint)(x + radius + i));
                sum = Vector.FusedMultiplyAdd(pair, new Vector<float>(_half[i]), sum);
            }

            sum.CopyTo(result[x..]);
        }

        for (; x < result.Length; x++)
        {
            float sum = padded[x + radius] * _half[0];
            for (int i = 1; i < _half.Length; i++)
            {
                sum = MathF.FusedMultiplyAdd(padded[x + radius - i] + padded[x + radius + i], _half[i], sum);
            }

            result[x] = sum;
        }
    }
}
