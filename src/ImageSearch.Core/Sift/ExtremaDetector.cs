using System.Numerics;
using System.Runtime.CompilerServices;

namespace ImageSearch.Sift;

/// <summary>Finds the pixels of the differences that are above, or below, all their 26 neighbours (Lowe 2004, section 3.1).</summary>
internal sealed class ExtremaDetector(SiftSettings settings)
{
    /// <summary>Rows whose differences are made at a time.</summary>
    private const int WindowRows = 16;

    /// <summary>Half the contrast that refinement asks for, in gray levels, rounded down as OpenCV does: refinement can raise it.</summary>
    private readonly float _threshold = (float)Math.Floor(0.5 * settings.ContrastThreshold / settings.OctaveLayers * 255);

    private readonly Refinement _refinement = new(settings);
    private readonly Plane[] _window = [.. Enumerable.Range(0, settings.OctaveLayers + 2).Select(_ => new Plane())];
    private readonly List<(int Layer, int X, int Y)> _candidates = [];
    private int _nextRow;

    /// <summary>Begins an octave.</summary>
    public void BeginOctave()
    {
        _candidates.Clear();
        _nextRow = ScaleSpace.Border;
    }

    /// <summary>Scans as far as is possible with so many rows of the octave's planes there.</summary>
    public void Scan(Plane[] gaussians, int rowsReady)
    {
        int end = Math.Min(rowsReady - 1, gaussians[0].Height - ScaleSpace.Border);
        while (_nextRow < end)
        {
            int rows = Math.Min(WindowRows, end - _nextRow);
            int top = _nextRow - 1;
            FillWindow(gaussians, top, rows + 2);
            for (int layer = 1; layer <= settings.OctaveLayers; layer++)
            {
                for (int y = _nextRow; y < _nextRow + rows; y++)
                {
                    ScanRow(layer, y, y - top);
                }
            }

            _nextRow += rows;
        }
    }

    /// <summary>Adds the refined extrema of an octave that was scanned and is built to its end.</summary>
    public void Refine(int octave, Plane[] gaussians, List<Extremum> found)
    {
        foreach ((int layer, int x, int y) in _candidates)
        {
            if (_refinement.TryRefine(octave, layer, x, y, gaussians, out Extremum extremum))
            {
                found.Add(extremum);
            }
        }
    }

    /// <summary>The differences of neighbouring planes, for a few rows only: they are not needed again.</summary>
    private void FillWindow(Plane[] gaussians, int top, int rows)
    {
        int width = gaussians[0].Width;
        for (int i = 0; i < _window.Length; i++)
        {
            _window[i].Resize(width, WindowRows + 2);
            Subtract(ref gaussians[i + 1].RowStart(top), ref gaussians[i].RowStart(top), ref _window[i].RowStart(0), width * rows);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Subtract(ref float a, ref float b, ref float result, int length)
    {
        for (nuint x = 0; x < (nuint)length; x += (nuint)Vector<float>.Count)
        {
            (Vector.LoadUnsafe(ref a, x) - Vector.LoadUnsafe(ref b, x)).StoreUnsafe(ref result, x);
        }
    }

    /// <summary>
    /// A vector of pixels at a time, asked ever more: above the threshold, then against its neighbours in the row, the layer, the layers
    /// beside. With the sign of the pixel taken off both, one comparison serves maxima and minima. Equal neighbours do not disqualify,
    /// as in OpenCV. The last vector may reach past the row; its surplus lanes are not looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanRow(int layer, int y, int windowRow)
    {
        int width = _window[layer].Width, end = width - ScaleSpace.Border;
        ref float here = ref _window[layer].RowStart(windowRow);
        ref float below = ref _window[layer - 1].RowStart(windowRow);
        ref float above = ref _window[layer + 1].RowStart(windowRow);
        var limit = new Vector<float>(_threshold);
        var signBit = new Vector<float>(-0f);
        for (int x = ScaleSpace.Border; x < end; x += Vector<float>.Count)
        {
            ref float at = ref Unsafe.Add(ref here, x);
            Vector<float> value = Vector.LoadUnsafe(ref at);
            Vector<float> strength = Vector.Abs(value);
            Vector<int> left = Vector.GreaterThan(strength, limit);
            if (left == Vector<int>.Zero)
            {
                continue;
            }

            Vector<float> sign = value & signBit;
            left &= Exceeds(strength, sign, ref at, 0);
            if (left == Vector<int>.Zero)
            {
                continue;
            }

            left &= Exceeds(strength, sign, ref at, -width) & Exceeds(strength, sign, ref at, width);
            if (left == Vector<int>.Zero)
            {
                continue;
            }

            ref float atBelow = ref Unsafe.Add(ref below, x);
            ref float atAbove = ref Unsafe.Add(ref above, x);
            left &= Exceeds(strength, sign, ref atBelow, 0) & Exceeds(strength, sign, ref atBelow, -width) & Exceeds(strength, sign, ref atBelow, width)
                & Exceeds(strength, sign, ref atAbove, 0) & Exceeds(strength, sign, ref atAbove, -width) & Exceeds(strength, sign, ref atAbove, width);
            if (left != Vector<int>.Zero)
            {
                Keep(layer, x, Math.Min(Vector<float>.Count, end - x), y, left);
            }
        }
    }

    /// <summary>Which lanes are not exceeded by the three pixels around them in one row.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<int> Exceeds(Vector<float> strength, Vector<float> sign, ref float at, int row)
    {
        ref float pixel = ref Unsafe.Add(ref at, row);
        return Vector.GreaterThanOrEqual(strength, Vector.LoadUnsafe(ref Unsafe.Subtract(ref pixel, 1)) ^ sign)
            & Vector.GreaterThanOrEqual(strength, Vector.LoadUnsafe(ref pixel) ^ sign)
            & Vector.GreaterThanOrEqual(strength, Vector.LoadUnsafe(ref Unsafe.Add(ref pixel, 1)) ^ sign);
    }

    private void Keep(int layer, int x, int lanes, int y, Vector<int> which)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            if (which[lane] != 0)
            {
                _candidates.Add((layer, x + lane, y));
            }
        }
    }
}
