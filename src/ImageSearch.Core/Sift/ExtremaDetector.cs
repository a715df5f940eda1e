using System.Numerics;
using System.Runtime.CompilerServices;

namespace ImageSearch.Sift;

/// <summary>Finds the pixels of the differences that are above, or below, all their 26 neighbours (Lowe 2004, section 3.1).</summary>
internal sealed class ExtremaDetector(SiftSettings settings)
{
    /// <summary>Half the contrast that refinement asks for, in gray levels, rounded down as OpenCV does: refinement can raise it.</summary>
    private readonly float _threshold = (float)Math.Floor(0.5 * settings.ContrastThreshold / settings.OctaveLayers * 255);

    private readonly Refinement _refinement = new(settings);

    /// <summary>Adds the refined extrema of one octave, by layer, row and column.</summary>
    public void Detect(int octave, Plane[] differences, List<Extremum> found)
    {
        for (int layer = 1; layer <= settings.OctaveLayers; layer++)
        {
            Plane here = differences[layer];
            for (int y = ScaleSpace.Border; y < here.Height - ScaleSpace.Border; y++)
            {
                ScanRow(octave, layer, y, differences, found);
            }
        }
    }

    /// <summary>
    /// A vector of pixels at a time, asked ever more: above the threshold, then against its neighbours in the row, the layer, the layers
    /// beside. With the sign of the pixel taken off both, one comparison serves maxima and minima. Equal neighbours do not disqualify,
    /// as in OpenCV. The last vector may reach past the row; its surplus lanes are not looked at.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void ScanRow(int octave, int layer, int y, Plane[] differences, List<Extremum> found)
    {
        int width = differences[layer].Width, end = width - ScaleSpace.Border;
        ref float here = ref differences[layer].RowStart(y);
        ref float below = ref differences[layer - 1].RowStart(y);
        ref float above = ref differences[layer + 1].RowStart(y);
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
                Refine(octave, layer, x, Math.Min(Vector<float>.Count, end - x), y, left, differences, found);
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

    private void Refine(int octave, int layer, int x, int lanes, int y, Vector<int> which, Plane[] differences, List<Extremum> found)
    {
        for (int lane = 0; lane < lanes; lane++)
        {
            if (which[lane] != 0 && _refinement.TryRefine(octave, layer, x + lane, y, differences, out Extremum extremum))
            {
                found.Add(extremum);
            }
        }
    }
}
