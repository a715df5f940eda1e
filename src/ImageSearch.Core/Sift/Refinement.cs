using System.Runtime.CompilerServices;

namespace ImageSearch.Sift;

/// <summary>Fits a quadric to an extremum, moves it to the quadric's top, drops the faint and those on edges (Lowe 2004, section
/// 4).</summary>
internal sealed class Refinement(SiftSettings settings)
{
    private const int MaxSteps = 5;
    private const float GrayToUnit = 1f / 255;

    private readonly float _contrast = (float)settings.ContrastThreshold;
    private readonly float _edge = (float)settings.EdgeThreshold;
    private readonly int _layers = settings.OctaveLayers;
    private readonly float _sigma = (float)settings.Sigma;

    public bool TryRefine(int octave, int layer, int x, int y, Plane[] gaussians, out Extremum extremum)
    {
        extremum = default;
        for (int step = 0; step < MaxSteps; step++)
        {
            if (!TrySolve(gaussians, layer, x, y, out Quadric quadric))
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
                || x < ScaleSpace.Border || x >= gaussians[0].Width - ScaleSpace.Border
                || y < ScaleSpace.Border || y >= gaussians[0].Height - ScaleSpace.Border)
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

    /// <summary>Gradient and Hessian of the differences of neighbouring planes, by central differences; the offset solves H d = -g by
    /// Cramer's rule.</summary>
    private static bool TrySolve(Plane[] gaussians, int layer, int x, int y, out Quadric quadric)
    {
        Plane g0 = gaussians[layer - 1], g1 = gaussians[layer], g2 = gaussians[layer + 1], g3 = gaussians[layer + 2];
        int w = g1.Stride, at = (y * w) + x;
        float Below(int offset) => Unsafe.Add(ref g1.First, at + offset) - Unsafe.Add(ref g0.First, at + offset);
        float Here(int offset) => Unsafe.Add(ref g2.First, at + offset) - Unsafe.Add(ref g1.First, at + offset);
        float Above(int offset) => Unsafe.Add(ref g3.First, at + offset) - Unsafe.Add(ref g2.First, at + offset);

        float centre = Here(0), east = Here(1), west = Here(-1), south = Here(w), north = Here(-w), below = Below(0), above = Above(0);
        float gx = (east - west) * (0.5f * GrayToUnit);
        float gy = (south - north) * (0.5f * GrayToUnit);
        float gs = (above - below) * (0.5f * GrayToUnit);
        float twice = centre * 2;
        float xx = (east + west - twice) * GrayToUnit;
        float yy = (south + north - twice) * GrayToUnit;
        float ss = (above + below - twice) * GrayToUnit;
        float xy = (Here(w + 1) - Here(w - 1) - Here(-w + 1) + Here(-w - 1)) * (0.25f * GrayToUnit);
        float xs = (Above(1) - Above(-1) - Below(1) + Below(-1)) * (0.25f * GrayToUnit);
        float ys = (Above(w) - Above(-w) - Below(w) + Below(-w)) * (0.25f * GrayToUnit);

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
        float value = (centre * GrayToUnit) + (0.5f * ((gx * dx) + (gy * dy) + (gs * ds)));
        quadric = new Quadric(dx, dy, ds, value, xx, yy, xy);
        return true;
    }

    private readonly record struct Quadric(float OffsetX, float OffsetY, float OffsetLayer, float Value, float XX, float YY, float XY);
}
