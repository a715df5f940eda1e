using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageSearch.Sift;

/// <summary>
/// Separable Gaussian blur, mirrored at the borders (without repeating the border pixel). Every sum is a fixed chain of fused
/// multiply-adds per pixel, so every vector width gives the same bits. Row by row, down then across, so that a row stays in the cache
/// between the two; four vectors side by side, so that four sums are under way.
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

    private static int Step => Plane.SpareVectors * Vector<float>.Count;

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
        if (_row.Length < width + (2 * radius) + (2 * Step))
        {
            _row = new float[width + (2 * radius) + (2 * Step)];
        }

        for (int y = first; y < end; y++)
        {
            Vertical(source, y, ref _row[radius]);
            Span<float> middle = _row.AsSpan(radius, width);
            for (int i = 1; i <= radius; i++)
            {
                _row[radius - i] = middle[Mirror(-i, width)];
                _row[radius + width - 1 + i] = middle[Mirror(width - 1 + i, width)];
            }

            Horizontal(ref _row[radius], width, ref target.RowStart(y));
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

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Vertical(Plane source, int y, ref float result)
    {
        for (int i = 0; i < _rows.Length; i++)
        {
            _rows[i] = (Mirror(y - i, source.Height) * source.Width, Mirror(y + i, source.Height) * source.Width);
        }

        ref float data = ref MemoryMarshal.GetArrayDataReference(source.Data);
        for (int x = 0; x < source.Width; x += Step)
        {
            ref float centre = ref Unsafe.Add(ref data, _rows[0].Above + x);
            var sums = new Sums(ref centre, _half[0]);
            for (int i = 1; i < _half.Length; i++)
            {
                (int above, int below) = _rows[i];
                sums.Add(ref Unsafe.Add(ref data, above + x), ref Unsafe.Add(ref data, below + x), _half[i]);
            }

            sums.Store(ref Unsafe.Add(ref result, x));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Horizontal(ref float padded, int width, ref float result)
    {
        for (int x = 0; x < width; x += Step)
        {
            ref float centre = ref Unsafe.Add(ref padded, x);
            var sums = new Sums(ref centre, _half[0]);
            for (int i = 1; i < _half.Length; i++)
            {
                sums.Add(ref Unsafe.Subtract(ref centre, i), ref Unsafe.Add(ref centre, i), _half[i]);
            }

            sums.Store(ref Unsafe.Add(ref result, x));
        }
    }

    /// <summary>Four vectors of sums; sum += weight x (a + b), the outer pair of a symmetric kernel.</summary>
    private ref struct Sums
    {
        private Vector<float> _s0;
        private Vector<float> _s1;
        private Vector<float> _s2;
        private Vector<float> _s3;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public Sums(ref float centre, float weight)
        {
            var w = new Vector<float>(weight);
            _s0 = At(ref centre, 0) * w;
            _s1 = At(ref centre, 1) * w;
            _s2 = At(ref centre, 2) * w;
            _s3 = At(ref centre, 3) * w;
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Add(ref float a, ref float b, float weight)
        {
            var w = new Vector<float>(weight);
            _s0 = Vector.FusedMultiplyAdd(At(ref a, 0) + At(ref b, 0), w, _s0);
            _s1 = Vector.FusedMultiplyAdd(At(ref a, 1) + At(ref b, 1), w, _s1);
            _s2 = Vector.FusedMultiplyAdd(At(ref a, 2) + At(ref b, 2), w, _s2);
            _s3 = Vector.FusedMultiplyAdd(At(ref a, 3) + At(ref b, 3), w, _s3);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Store(ref float result)
        {
            _s0.StoreUnsafe(ref result);
            _s1.StoreUnsafe(ref result, (nuint)Vector<float>.Count);
            _s2.StoreUnsafe(ref result, 2 * (nuint)Vector<float>.Count);
            _s3.StoreUnsafe(ref result, 3 * (nuint)Vector<float>.Count);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static Vector<float> At(ref float start, nuint vector) => Vector.LoadUnsafe(ref start, vector * (nuint)Vector<float>.Count);
    }
}
