using System.Numerics;

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

    private void ScanRow(int octave, int layer, int y, Plane[] differences, List<Extremum> found)
    {
        Plane here = differences[layer];
        int width = here.Width, offset = y * width, x = ScaleSpace.Border, end = width - ScaleSpace.Border;
        var limit = new Vector<float>(_threshold);
        while (x < end)
        {
            if (x <= end - Vector<float>.Count
                && !Vector.GreaterThanAny(Vector.Abs(new Vector<float>(here.Data, offset + x)), limit))
            {
                x += Vector<float>.Count;
                continue;
            }

            int stop = Math.Min(end, x + Vector<float>.Count);
            for (; x < stop; x++)
            {
                float value = here.Data[offset + x];
                if (MathF.Abs(value) > _threshold
                    && IsExtremum(value, differences, layer, offset + x, width)
                    && _refinement.TryRefine(octave, layer, x, y, differences, out Extremum extremum))
                {
                    found.Add(extremum);
                }
            }
        }
    }

    private static bool IsExtremum(float value, Plane[] differences, int layer, int at, int width)
    {
        float sign = value > 0 ? 1 : -1;
        float strength = value * sign;
        return Exceeds(differences[layer].Data, at, width, sign, strength)
            && Exceeds(differences[layer - 1].Data, at, width, sign, strength)
            && Exceeds(differences[layer + 1].Data, at, width, sign, strength);
    }

    /// <summary>Equal neighbours do not disqualify, as in OpenCV; the pixel itself is among the nine compared and is equal.</summary>
    private static bool Exceeds(float[] plane, int at, int width, float sign, float strength)
    {
        for (int row = at - width; row <= at + width; row += width)
        {
            if (plane[row - 1] * sign > strength || plane[row] * sign > strength || plane[row + 1] * sign > strength)
            {
                return false;
            }
        }

        return true;
    }
}
