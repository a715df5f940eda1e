using System.Numerics;

namespace ImageSearch.Geometry;

/// <summary>Where pairs lie, a column for each number, so that several are held against an affine map at once.</summary>
internal sealed class PairPlaces
{
    private readonly double[] _queryX, _queryY, _imageX, _imageY, _slack;
    private readonly Lazy<(double Turned, double ScaleLog)[]> _changes;

    /// <param name="pairs">The pairs.</param>
    /// <param name="scaleShare">A pair may lie farther off by this share of its scale in the image.</param>
    public PairPlaces(KeypointMatch[] pairs, double scaleShare)
    {
        Pairs = pairs;
        (_queryX, _queryY) = (Array.ConvertAll(pairs, p => (double)p.Query.X), Array.ConvertAll(pairs, p => (double)p.Query.Y));
        (_imageX, _imageY) = (Array.ConvertAll(pairs, p => (double)p.Image.X), Array.ConvertAll(pairs, p => (double)p.Image.Y));
        _slack = Array.ConvertAll(pairs, p => scaleShare * p.Image.Scale);
        _changes = new(() => Array.ConvertAll(pairs,
            p => ((double)(p.Image.Angle - p.Query.Angle), Math.Log(p.Image.Scale / p.Query.Scale))));
    }

    public KeypointMatch[] Pairs { get; }

    /// <summary>For each pair how far the keypoint is turned from the query to the image, in degrees, and the natural logarithm of how much
    /// larger it is there.</summary>
    public (double Turned, double ScaleLog)[] Changes => _changes.Value;

    /// <summary>The pairs whose place in the query an affine map takes near to that in the image.</summary>
    /// <param name="map">An affine map: its last row is 0, 0, 1.</param>
    /// <param name="pixels">How near, in the image's pixels, before the share of the scale.</param>
    /// <param name="near">Their indices; room for all.</param>
    /// <returns>How many.</returns>
    public int Near(ImageTransform map, double pixels, Span<int> near)
    {
        int found = 0, i = 0;
        (double m11, double m12, double m13) = (map.M11, map.M12, map.M13);
        (double m21, double m22, double m23) = (map.M21, map.M22, map.M23);
        for (; i <= _slack.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            Vector<double> queryX = new(_queryX, i), queryY = new(_queryY, i);
            Vector<double> x = (m11 * queryX) + (m12 * queryY) + new Vector<double>(m13) - new Vector<double>(_imageX, i),
                y = (m21 * queryX) + (m22 * queryY) + new Vector<double>(m23) - new Vector<double>(_imageY, i);
            Vector<double> allowed = new Vector<double>(pixels) + new Vector<double>(_slack, i);
            Vector<long> isNear = Vector.LessThanOrEqual((x * x) + (y * y), allowed * allowed);
            for (int lane = 0; isNear != Vector<long>.Zero && lane < Vector<double>.Count; lane++)
            {
                near[found] = i + lane;
                found += isNear[lane] == 0 ? 0 : 1;
            }
        }

        for (; i < _slack.Length; i++)
        {
            double x = (m11 * _queryX[i]) + (m12 * _queryY[i]) + m13 - _imageX[i],
                y = (m21 * _queryX[i]) + (m22 * _queryY[i]) + m23 - _imageY[i], allowed = pixels + _slack[i];
            near[found] = i;
            found += (x * x) + (y * y) <= allowed * allowed ? 1 : 0;
        }

        return found;
    }
}
