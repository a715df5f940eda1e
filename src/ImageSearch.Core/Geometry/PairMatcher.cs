using ImageSearch.Kernels.Scan;
using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>
/// PutativeMatchCount pairs of two images: for each feature of the query the image's nearest, if it is nearer than the next best place by a ratio
/// (Lowe 2004, section 7.1) and has no nearer feature of the query itself. Where either image has few features, a feature has its three nearest,
/// and geometry alone chooses. Every pair of descriptors is compared, exactly.
/// </summary>
internal static unsafe class PairMatcher
{
    /// <summary>Of the squared distances: 0.85 of the distances.</summary>
    private const float MaxDistanceRatio = 0.85f * 0.85f;

    private const int MaxSquaredDistance = NeighbourKey.MaxSquaredDistance;

    /// <summary>Below so many features in either image, every one counts.</summary>
    private const int FewFeatures = 150;

    /// <summary>Whether two images with so many features are matched as ones with few.</summary>
    public static bool IsFew(int queryFeatures, int imageFeatures) => Math.Min(queryFeatures, imageFeatures) < FewFeatures;

    /// <summary>Then each feature of the query is paired with so many nearest ones, however doubtful: geometry has little to choose from.</summary>
    private const int NearestOfFew = 3;

    /// <summary>Features this near to each other, in pixels, are one place: directions of one point, neighbouring scales of one blob.</summary>
    public const float PlacePixels = 3;

    /// <summary>The pairs, in the order of the query's features.</summary>
    public static List<KeypointMatch> Match(WidenedDescriptors query, ImageFeatures image, ScanKernels kernels)
    {
        int queryCount = query.Features.Count, count = image.Count;
        var pairs = new List<KeypointMatch>();
        if (queryCount == 0 || count == 0)
        {
            return pairs;
        }

        bool isFew = IsFew(queryCount, count);
        var distances = new int[count];
        var listed = new int[count];
        var nearestOf = new int[count];
        var least = new int[count];
        Array.Fill(least, int.MaxValue);
        for (int i = 0; i < count; i++)
        {
            listed[i] = i;
        }

        fixed (byte* rows = image.Descriptors)
        fixed (short* numbers = query.Numbers)
        fixed (int* list = listed, found = distances)
        {
            for (int i = 0; i < queryCount; i++)
            {
                int end = count;
                kernels.Distances(rows, list, &end, numbers + ((nint)i * SiftSettings.DescriptorBytes), 1, found);
                if (isFew)
                {
                    AddNearest(pairs, query.Features.Keypoints[i], i, image.Keypoints, distances);
                    continue;
                }

                ArgMin.Keep(distances, i, least, nearestOf);
                int best = ArgMin.Of(distances);
                float doubt = DistanceRatio(distances, image.Keypoints, best);
                if (doubt <= MaxDistanceRatio)
                {
                    pairs.Add(new KeypointMatch(i, best, query.Features.Keypoints[i], image.Keypoints[best], doubt));
                }
            }
        }

        if (!isFew)
        {
            pairs.RemoveAll(p => !IsPlace(query.Features.Keypoints[nearestOf[p.ImageIndex]], p.Query));
        }

        return pairs;
    }

    private static void AddNearest(List<KeypointMatch> pairs, in Keypoint keypoint, int index, Keypoint[] keypoints, int[] distances)
    {
        Span<int> nearest = stackalloc int[NearestOfFew];
        int kept = 0;
        for (int j = 0; j < distances.Length; j++)
        {
            int at = kept < NearestOfFew ? kept++ : NearestOfFew;
            for (; at > 0 && distances[j] < distances[nearest[at - 1]]; at--)
            {
                if (at < NearestOfFew)
                {
                    nearest[at] = nearest[at - 1];
                }
            }

            if (at < NearestOfFew)
            {
                nearest[at] = j;
            }
        }

        foreach (int j in nearest[..kept])
        {
            pairs.Add(new KeypointMatch(index, j, keypoint, keypoints[j], distances[j] / (float)MaxSquaredDistance));
        }
    }

    /// <summary>The squared distance of the best over that of the best elsewhere; what is nearer than that is struck out of the distances.</summary>
    private static float DistanceRatio(int[] distances, Keypoint[] keypoints, int best)
    {
        int nearest = distances[best], next = best;
        while (distances[next] < int.MaxValue && IsPlace(keypoints[next], keypoints[best]))
        {
            distances[next] = int.MaxValue;
            next = ArgMin.Of(distances);
        }

        return distances[next] == int.MaxValue ? MaxDistanceRatio : nearest / (float)Math.Max(1, distances[next]);
    }

    private static bool IsPlace(in Keypoint a, in Keypoint b) => Math.Abs(a.X - b.X) < PlacePixels && Math.Abs(a.Y - b.Y) < PlacePixels;
}
