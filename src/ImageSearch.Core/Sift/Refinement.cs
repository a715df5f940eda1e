namespace ImageSearch.Sift;

/// <summary>Fits a quadric to an extremum, moves it to the quadric's top, drops the faint and those on edges (Lowe 2004, section 4).</summary>
internal sealed class Refinement(SiftSettings settings)
{
    private const int MaxSteps = 5;
    private const float GrayToUnit = 1f / 255;

    private readonly float _contrast = (float)settings.ContrastThreshold;
    private readonly float _edge = (float)settings.EdgeThreshold;
    private readonly int _layers = settings.OctaveLayers;
    private readonly float _sigma = (float)settings.Sigma;

    public bool TryRefine(int octave, int layer, int x, int y, Plane[] differences, out Extremum extremum)
    {
        extremum = default;
        for (int step = 0; step < MaxSteps; step++)
        {
            if (!TrySolve(differences, layer, x, y, out Quadric quadric))
            {
                return false;
            }

            if (Math.Abs(quadric.OffsetX) < 0.5f && Math.Abs(quadric.OffsetY) < 0.5f && Math.Abs(quadric.OffsetLayer) < 0.5f)
            {
                return TryAccept(quadric, octave, layer, x, y, out extremum);
            }

            // A far leap means a flat quadric; the bounds below end it, but the sum must not overflow first.
            if (!(Math.Abs(quadric.OffsetX) < 1e6f && Math.Abs(quadric.OffsetY) < 1e6f && Math.Abs(quadric.OffsetLayer) < 1e6f))
            {
                return false;
            }

            x += (int)MathF.Round(quadric.OffsetX);
            y += (int)MathF.Round(quadric.OffsetY);
            layer += (int)MathF.Round(quadric.OffsetLayer);
            if (layer < 1 || layer > _layers
                || x < ScaleSpace.Border || x >= differences[0].Width - ScaleSpace.Border
                || y < ScaleSpace.Border || y >= differences[0].Height - ScaleSpace.Border)
            {
                return false;
            }
        }

        return false;
    }

    private bool TryAccept(in Quadric quadric, int octave, int layer, int x, int y, out Extremum extremum)
    {
        extremum = default;
        float contrast = Math.Abs(quadric.Value);
        if (contrast * _layers < _contrast)
        {
            return false;
        }

        // Trace squared over determinant grows with the ratio of the principal curvatures.
        float trace = quadric.XX + quadric.YY;
        float determinant = (quadric.XX * quadric.YY) - (quadric.XY * quadric.XY);
        if (determinant <= 0 || trace * trace * _edge >= (_edge + 1) * (_edge + 1) * determinant)
        {
            return false;
        }

        float sigma = _sigma * (float)Math.Pow(2, (layer + quadric.OffsetLayer) / _layers);
        extremum = new Extremum(octave, layer, x, y, x + quadric.OffsetX, y + quadric.OffsetY, sigma, contrast);
        return true;
    }

    /// <summary>Gradient and Hessian by central differences; the offset solves H d = -g by Cramer's rule.</summary>
    private static bool TrySolve(Plane[] differences, int layer, int x, int y, out Quadric quadric)
    {
        float[] below = differences[layer - 1].Data, here = differences[layer].Data, above = differences[layer + 1].Data;
        int w = differences[layer].Width, at = (y * w) + x;
        float gx = (here[at + 1] - here[at - 1]) * (0.5f * GrayToUnit);
        float gy = (here[at + w] - here[at - w]) * (0.5f * GrayToUnit);
        float gs = (above[at] - below[at]) * (0.5f * GrayToUnit);
        float twice = here[at] * 2;
        float xx = (here[at + 1] + here[at - 1] - twice) * GrayToUnit;
        float yy = (here[at + w] + here[at - w] - twice) * GrayToUnit;
        float ss = (above[at] + below[at] - twice) * GrayToUnit;
        float xy = (here[at + w + 1] - here[at + w - 1] - here[at - w + 1] + here[at - w - 1]) * (0.25f * GrayToUnit);
        float xs = (above[at + 1] - above[at - 1] - below[at + 1] + below[at - 1]) * (0.25f * GrayToUnit);
        float ys = (above[at + w] - above[at - w] - below[at + w] + below[at - w]) * (0.25f * GrayToUnit);

        float cx = (yy * ss) - (ys * ys), cy = (xs * ys) - (xy * ss), cs = (xy * ys) - (xs * yy);
        float determinant = (xx * cx) + (xy * cy) + (xs * cs);
        if (determinant == 0)
        {
            quadric = default;
            return false;
        }

        float scale = -1 / determinant;
        float dx = ((cx * gx) + (cy * gy) + (cs * gs)) * scale;
        float dy = ((cy * gx) + (((xx * ss) - (xs * xs)) * gy) + (((xs * xy) - (xx * ys)) * gs)) * scale;
        float ds = ((cs * gx) + (((xs * xy) - (xx * ys)) * gy) + (((xx * yy) - (xy * xy)) * gs)) * scale;
        float value = (here[at] * GrayToUnit) + (0.5f * ((gx * dx) + (gy * dy) + (gs * ds)));
        quadric = new Quadric(dx, dy, ds, value, xx, yy, xy);
        return true;
    }

    private readonly record struct Quadric(float OffsetX, float OffsetY, float OffsetLayer, float Value, float XX, float YY, float XY);
}
