using System.Text.Json.Nodes;
using ImageSearch.Sift;

namespace ImageSearch.Benchmarks;

/// <summary>Pairs each of the peer's keypoints with the nearest of ours within 1 pixel, 10 % of scale and 10 degrees.</summary>
internal sealed class SiftParity
{
    private const double Pixels = 1;
    private const double ScaleShare = 0.1;
    private const double Degrees = 10;
    private readonly List<double> _distances = [];
    private readonly List<double> _offsets = [];
    private int _theirs;
    private int _ours;

    public void Add(ImageFeatures theirs, ImageFeatures ours)
    {
        _theirs += theirs.Count;
        _ours += ours.Count;
        for (int i = 0; i < theirs.Count; i++)
        {
            int best = -1;
            double nearest = double.MaxValue;
            for (int j = 0; j < ours.Count; j++)
            {
                double offset = Offset(theirs.Keypoints[i], ours.Keypoints[j]);
                if (offset < nearest)
                {
                    (best, nearest) = (j, offset);
                }
            }

            if (best >= 0)
            {
                _offsets.Add(nearest);
                _distances.Add(Distance(theirs.Descriptors, i, ours.Descriptors, best));
            }
        }
    }

    public void Write(JsonObject json)
    {
        _distances.Sort();
        _offsets.Sort();
        json["peer_keypoints"] = _theirs;
        json["keypoints"] = _ours;
        json["parity"] = Math.Round(_distances.Count / (double)Math.Max(1, _theirs), 4);
        json["offset_median_pixels"] = Math.Round(Percentile(_offsets, 0.5), 3);
        json["distance_median"] = Math.Round(Percentile(_distances, 0.5), 1);
        json["distance_p95"] = Math.Round(Percentile(_distances, 0.95), 1);
    }

    /// <summary>Pixels between two keypoints that agree, or infinity.</summary>
    private static double Offset(in Keypoint theirs, in Keypoint ours)
    {
        double offset = Math.Sqrt(Math.Pow(theirs.X - ours.X, 2) + Math.Pow(theirs.Y - ours.Y, 2));
        double turned = Math.Abs(theirs.Angle - ours.Angle);
        turned = Math.Min(turned, 360 - turned);
        bool agree = offset <= Pixels && turned <= Degrees && Math.Abs(ours.Scale - theirs.Scale) <= ScaleShare * theirs.Scale;
        return agree ? offset : double.MaxValue;
    }

    private static double Distance(byte[] a, int i, byte[] b, int j)
    {
        int sum = 0;
        for (int d = 0; d < SiftSettings.DescriptorBytes; d++)
        {
            int difference = a[(i * SiftSettings.DescriptorBytes) + d] - b[(j * SiftSettings.DescriptorBytes) + d];
            sum += difference * difference;
        }

        return Math.Sqrt(sum);
    }

    private static double Percentile(List<double> sorted, double share) => sorted.Count == 0 ? 0
        : sorted[(int)(share * (sorted.Count - 1))];
}
