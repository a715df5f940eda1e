using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearch.Geometry;
using ImageSearch.Imaging;

namespace ImageSearch.Comparison.Pixels;

/// <summary>
/// What some thousand pixels of a frame say about where the other image lies: at each of them the slopes of the other image, as it lies
/// now, and by how much the two differ there.
/// </summary>
/// <param name="frame">The image whose frame it is.</param>
/// <param name="source">The image that is brought into the frame.</param>
/// <param name="tone">From the source's gray levels to the frame's.</param>
/// <param name="wanted">About so many pixels are looked at.</param>
internal sealed class RegistrationSamples(GrayImage frame, GrayImage source, byte[] tone, int wanted)
{
    /// <summary>With fewer that say something, nothing is known.</summary>
    private const int Least = 240;

    /// <summary>A pixel without this slope, in gray levels a pixel, says nothing.</summary>
    private const int MinGradient = 3;

    /// <summary>What holds the bends back where nothing speaks for them, over the sum of all slopes.</summary>
    private const double Stiffness = 1e-5;

    /// <summary>The powers of u and v in a bend, and those of their products.</summary>
    private const int Powers = FrameMap.Terms / 2, Products = 15;

    /// <summary>Which product of powers two powers have: 1, u, v, uu, uv, vv, uuu, uuv, uvv, vvv, uuuu, uuuv, uuvv, uvvv, vvvv.</summary>
    private static readonly int[,] ProductOf =
    {
        { 0, 1, 2, 3, 4, 5 },
        { 1, 3, 4, 6, 7, 8 },
        { 2, 4, 5, 7, 8, 9 },
        { 3, 6, 7, 10, 11, 12 },
        { 4, 7, 8, 11, 12, 13 },
        { 5, 8, 9, 12, 13, 14 },
    };

    private readonly int _every = Math.Max(1, (int)Math.Round(Math.Sqrt((double)frame.Width * frame.Height / wanted)));
    private readonly int[] _sizes = new int[256];
    private readonly Column _u = new(), _v = new(), _slopeX = new(), _slopeY = new(), _difference = new();
    private double[] _xs = [], _ys = [];
    private int _count;

    /// <summary>The step of the bend that lessens the differences most, to first order; null where too little is known. And their mean, as
    /// far as they count.</summary>
    /// <param name="map">Where the source lies now.</param>
    public (double[]? Step, double Cost) Step(FrameMap map)
    {
        Take(map);
        return _count < Least ? (null, double.MaxValue) : Solve();
    }

    private void Take(FrameMap map)
    {
        Array.Clear(_sizes);
        _count = 0;
        int width = frame.Width, height = frame.Height, across = Math.Max(0, (width - 3 + _every) / _every);
        int most = ((width / _every) + 1) * ((height / _every) + 1);
        Array.ForEach([_u, _v, _slopeX, _slopeY, _difference], c => c.Grow(most));
        if (_xs.Length != across)
        {
            (_xs, _ys) = (new double[across], new double[across]);
        }

        for (int y = 1; y < height - 1; y += _every)
        {
            map.ApplyRow(y, 1, _every, _xs, _ys);
            TakeRow(map.Plane, y);
        }
    }

    private void TakeRow(ImageTransform plane, int y)
    {
        float[] us = _u.Values, vs = _v.Values, slopesX = _slopeX.Values, slopesY = _slopeY.Values, differences = _difference.Values;
        byte[] f = frame.Pixels;
        var pixels = new SourcePixels(source, tone);
        bool isAffine = plane is { M31: 0, M32: 0 };
        (double xx, double xy, double yx, double yy, _) = plane.LinearAt(0, 0);
        int width = frame.Width, count = _count;
        for (int i = 0, x = 1; i < _xs.Length; i++, x += _every)
        {
            double sx = _xs[i], sy = _ys[i];
            if (!isAffine)
            {
                (xx, xy, yx, yy, _) = plane.LinearAt(x, y);
            }

            if (!pixels.Has(sx - xx, sy - yx) || !pixels.Has(sx + xx, sy + yx) || !pixels.Has(sx - xy, sy - yy)
                || !pixels.Has(sx + xy, sy + yy))
            {
                continue;
            }

            float gx = (pixels.At(sx + xx, sy + yx) - pixels.At(sx - xx, sy - yx)) / 2f,
                gy = (pixels.At(sx + xy, sy + yy) - pixels.At(sx - xy, sy - yy)) / 2f;
            if (Math.Abs(gx) + Math.Abs(gy) >= MinGradient)
            {
                // A slope over the frame's pixels as one over the source's: by the inverse of the transposed Jacobian.
                double by = 1 / ((xx * yy) - (xy * yx));
                int difference = f[(y * width) + x] - pixels.At(sx, sy);
                us[count] = (2f * x / width) - 1;
                vs[count] = (2f * y / frame.Height) - 1;
                slopesX[count] = (float)(((yy * gx) - (yx * gy)) * by);
                slopesY[count] = (float)(((xx * gy) - (xy * gx)) * by);
                differences[count++] = difference;
                _sizes[Math.Abs(difference)]++;
            }
        }

        _count = count;
    }

    private (double[]? Step, double Cost) Solve()
    {
        float scale = Math.Max(2, 1.5f * MedianSize());
        var sums = new Vector<float>[(3 * Products) + (2 * Powers)];
        Span<Vector<float>> products = stackalloc Vector<float>[Products];
        ReadOnlySpan<Vector<float>> us = _u.Vectors(_count), vs = _v.Vectors(_count), slopesX = _slopeX.Vectors(_count),
            slopesY = _slopeY.Vectors(_count);
        ReadOnlySpan<Vector<float>> differences = _difference.Vectors(_count);
        Vector<float> slopes = Vector<float>.Zero;
        for (int i = 0; i < us.Length; i++)
        {
            Vector<float> u = us[i], v = vs[i], sx = slopesX[i], sy = slopesY[i], d = differences[i];
            Vector<float> weight = Vector.Min(Vector<float>.One, new Vector<float>(scale) / Vector.Max(Vector.Abs(d), Vector<float>.One));
            Fill(products, u, v);
            Vector<float> wx = weight * sx, wy = weight * sy, xx = wx * sx, xy = wx * sy, yy = wy * sy, dx = wx * d, dy = wy * d;
            slopes += xx + yy;
            for (int k = 0; k < Products; k++)
            {
                sums[k] += xx * products[k];
                sums[Products + k] += xy * products[k];
                sums[(2 * Products) + k] += yy * products[k];
            }

            for (int k = 0; k < Powers; k++)
            {
                sums[(3 * Products) + k] += dx * products[k];
                sums[(3 * Products) + Powers + k] += dy * products[k];
            }
        }

        return (Solve([.. sums.Select(s => (double)Vector.Sum(s))], Vector.Sum(slopes)), Cost(scale));
    }

    private static double[]? Solve(double[] sums, double slopes)
    {
        var equations = new NormalEquations(FrameMap.Terms);
        for (int i = 0; i < Powers; i++)
        {
            for (int j = 0; j < Powers; j++)
            {
                int product = ProductOf[i, j];
                equations.AddSum(i, Powers + j, sums[Products + product]);
                if (j >= i)
                {
                    equations.AddSum(i, j, sums[product]);
                    equations.AddSum(Powers + i, Powers + j, sums[(2 * Products) + product]);
                }
            }

            equations.AddSum(i, FrameMap.Terms, sums[(3 * Products) + i]);
            equations.AddSum(Powers + i, FrameMap.Terms, sums[(3 * Products) + Powers + i]);
        }

        for (int term = 0; term < FrameMap.Terms; term++)
        {
            equations.AddSum(term, term, Stiffness * slopes);
        }

        return equations.Solve(1e-12);
    }

    private static void Fill(Span<Vector<float>> products, Vector<float> u, Vector<float> v)
    {
        Vector<float> uu = u * u, uv = u * v, vv = v * v;
        (products[0], products[1], products[2], products[3], products[4], products[5]) = (Vector<float>.One, u, v, uu, uv, vv);
        (products[6], products[7], products[8], products[9]) = (uu * u, uu * v, u * vv, vv * v);
        (products[10], products[11], products[12], products[13], products[14]) = (uu * uu, uu * uv, uu * vv, uv * vv, vv * vv);
    }

    private int MedianSize()
    {
        int size = 0;
        for (int below = _sizes[0]; below <= _count / 2; below += _sizes[size])
        {
            size++;
        }

        return size;
    }

    /// <summary>The mean of the differences; large ones count as three times the usual one.</summary>
    private double Cost(float scale)
    {
        double cost = 0;
        for (int size = 0; size < _sizes.Length; size++)
        {
            cost += _sizes[size] * Math.Min(size, 3.0 * scale);
        }

        return cost / _count;
    }

    /// <summary>The source between its pixels, in the frame's gray levels.</summary>
    private readonly ref struct SourcePixels(GrayImage source, byte[] tone)
    {
        private readonly ReadOnlySpan<byte> _from = source.Pixels;
        private readonly ReadOnlySpan<byte> _tone = tone;
        private readonly double _right = source.Width - 1, _bottom = source.Height - 1;
        private readonly int _stride = source.Width, _lastLeft = Math.Max(0, source.Width - 2), _lastTop = Math.Max(0, source.Height - 2);
        private readonly int _across = source.Width > 1 ? 1 : 0, _down = source.Height > 1 ? source.Width : 0;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Has(double x, double y) => x >= 0 && y >= 0 && x <= _right && y <= _bottom;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public int At(double x, double y)
        {
            int left = Math.Min((int)x, _lastLeft), top = Math.Min((int)y, _lastTop), p = (top * _stride) + left;
            float fx = (float)x - left, fy = (float)y - top;
            float upper = _from[p] + ((_from[p + _across] - _from[p]) * fx), lower = _from[p + _down]
                + ((_from[p + _down + _across] - _from[p + _down]) * fx);
            return _tone[(byte)(upper + ((lower - upper) * fy) + 0.5f)];
        }
    }

    /// <summary>One number of each sample.</summary>
    private sealed class Column
    {
        public float[] Values { get; private set; } = [];

        /// <summary>Room for so many, and for what fills up the last vector.</summary>
        public void Grow(int most) => Values = Values.Length >= most + Vector<float>.Count ? Values
            : new float[most + Vector<float>.Count];

        /// <summary>The first ones; what fills up the last vector is 0, has no slope, and so adds nothing.</summary>
        public ReadOnlySpan<Vector<float>> Vectors(int count)
        {
            int vectors = (count + Vector<float>.Count - 1) / Vector<float>.Count;
            Values.AsSpan(count, (vectors * Vector<float>.Count) - count).Clear();
            return MemoryMarshal.Cast<float, Vector<float>>(Values.AsSpan(0, vectors * Vector<float>.Count));
        }
    }
}
