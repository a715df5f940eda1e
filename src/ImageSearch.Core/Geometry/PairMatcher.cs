using System.Buffers;
using ImageSearch.Kernels.Scan;
using ImageSearch.Sift;

namespace ImageSearch.Geometry;

/// <summary>
/// PutativeMatchCount pairs of two images: for each feature of the query the image's nearest, if it is nearer than the next best place by a
/// ratio (Lowe 2004, section 7.1) and has no nearer feature of the query itself. Where either image has few features, a feature has its
/// three nearest, and geometry alone chooses. Every pair of descriptors is compared, exactly.
/// </summary>
internal static unsafe class PairMatcher
{
    /// <summary>Of the squared distances: 0.85 of the distances.</summary>
    private const float MaxDistanceRatio = 0.85f * 0.85f;

    private const float MaxDistanceRatioOfViews = 0.9f * 0.9f;

    private const int MaxSquaredDistance = NeighbourKey.MaxSquaredDistance;

    /// <summary>Below so many features in either image, every one counts.</summary>
    private const int FewFeatures = 150;

    /// <summary>Whether two images with so many features are matched as ones with few.</summary>
    public static bool IsFew(int queryFeatures, int imageFeatures) => Math.Min(queryFeatures, imageFeatures) < FewFeatures;

    /// <summary>Then each feature of the query is paired with so many nearest ones, however doubtful: geometry has little to choose
    /// from.</summary>
    private const int NearestOfFew = 3;

    /// <summary>No thread gets fewer features of the query.</summary>
    private const int PartRows = 256;

    /// <summary>Features of the query whose distances from all of the image's are asked for at once.</summary>
    private const int QueriesAtOnce = 8;

    /// <summary>Features this near to each other, in pixels, are one place: directions of one point, neighbouring scales of one
    /// blob.</summary>
    public const float PlacePixels = 3;

    private const float ViewPlacePixels = 8;

    /// <summary>The pairs, in the order of the query's features.</summary>
    public static List<KeypointMatch> Match(ImageFeatures query, ImageFeatures image, ScanKernels kernels) =>
        Match(query, image, kernels, new Rule(IsFew(query.Count, image.Count), MaxDistanceRatio, PlacePixels), 1);

    /// <summary>
    /// The pairs where features of several views lie upon each other: the next best place is farther off, more doubt is allowed, as affine
    /// frames tell more than keypoints do, and no doubt is waived where there are few. The answer does not depend on the number of threads.
    /// </summary>
    public static List<KeypointMatch> MatchViews(ImageFeatures query, ImageFeatures image, ScanKernels kernels, int threads) =>
        Match(query, image, kernels, new Rule(IsFew: false, MaxDistanceRatioOfViews, ViewPlacePixels), threads);

    private static List<KeypointMatch> Match(ImageFeatures query, ImageFeatures image, ScanKernels kernels, Rule rule, int threads)
    {
        int queryCount = query.Count;
        if (queryCount == 0 || image.Count == 0)
        {
            return [];
        }

        short[] packed = ArrayPool<short>.Shared.Rent(kernels.PackedShorts(image.Count));
        Pack(image, packed, kernels);
        var parts = new Part[Math.Max(1, Math.Min(threads, queryCount / PartRows))];
        if (parts.Length == 1)
        {
            parts[0] = MatchPart(query, 0, queryCount, image, packed, kernels, rule);
        }
        else
        {
            Parallel.For(0, parts.Length, i => parts[i] =
                MatchPart(query, (int)((long)queryCount * i / parts.Length), (int)((long)queryCount * (i + 1) / parts.Length), image,
                    packed, kernels, rule));
        }

        ArrayPool<short>.Shared.Return(packed);
        List<KeypointMatch> pairs = parts[0].Pairs;
        int[] nearestOf = parts[0].NearestOf, least = parts[0].Least;
        foreach (Part part in parts.Skip(1))
        {
            pairs.AddRange(part.Pairs);
            for (int i = 0; i < least.Length; i++)
            {
                if (part.Least[i] < least[i])
                {
                    (least[i], nearestOf[i]) = (part.Least[i], part.NearestOf[i]);
                }
            }
        }

        if (!rule.IsFew)
        {
            pairs.RemoveAll(p => !IsPlace(query.Keypoints[nearestOf[p.ImageIndex]], p.Query, rule.PlacePixels));
        }

        return pairs;
    }

    /// <summary>What some of the query's features pair with, and which of them is the nearest of each of the image's.</summary>
    private static Part MatchPart(ImageFeatures query, int first, int last, ImageFeatures image, short[] packed, ScanKernels kernels,
        Rule rule)
    {
        int count = image.Count, stride = kernels.Stride(count);
        var pairs = new List<KeypointMatch>();
        int[] distances = new int[stride * QueriesAtOnce], nearestOf = new int[count], least = new int[count];
        Array.Fill(least, int.MaxValue);
        var numbers = new short[QueriesAtOnce * SiftSettings.DescriptorBytes];
        fixed (short* rows = packed, queries = numbers)
        fixed (int* found = distances)
        {
            for (int i = first; i < last; i++)
            {
                int at = (i - first) % QueriesAtOnce;
                if (at == 0)
                {
                    int together = Math.Min(QueriesAtOnce, last - i);
                    Widen(query.Descriptors.AsSpan(i * SiftSettings.DescriptorBytes, together * SiftSettings.DescriptorBytes), numbers);
                    kernels.DistancesOfAll(rows, count, queries, together, found, stride);
                }

                Span<int> here = distances.AsSpan(at * stride, count);
                if (rule.IsFew)
                {
                    AddNearest(pairs, query.Keypoints[i], i, image.Keypoints, here);
                    continue;
                }

                ArgMin.Keep(here, i, least, nearestOf);
                int best = ArgMin.Of(here);
                float ratio = DistanceRatio(here, image.Keypoints, best, rule.PlacePixels);
                if (ratio <= rule.MaxDistanceRatio)
                {
                    pairs.Add(new KeypointMatch(i, best, query.Keypoints[i], image.Keypoints[best], ratio));
                }
            }
        }

        return new Part(pairs, least, nearestOf);
    }

    private static void Pack(ImageFeatures image, short[] packed, ScanKernels kernels)
    {
        fixed (byte* rows = image.Descriptors)
        fixed (short* to = packed)
        {
            kernels.Pack(rows, image.Count, to);
        }
    }

    private static void Widen(ReadOnlySpan<byte> bytes, Span<short> numbers)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            numbers[i] = bytes[i];
        }
    }

    private static void AddNearest(List<KeypointMatch> pairs, in Keypoint keypoint, int index, Keypoint[] keypoints,
        ReadOnlySpan<int> distances)
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

    /// <summary>The squared distance of the best over that of the best elsewhere; what is nearer than that is struck out of the
    /// distances.</summary>
    private static float DistanceRatio(Span<int> distances, Keypoint[] keypoints, int best, float placePixels)
    {
        int nearest = distances[best], next = best;
        while (distances[next] < int.MaxValue && IsPlace(keypoints[next], keypoints[best], placePixels))
        {
            distances[next] = int.MaxValue;
            next = ArgMin.Of(distances);
        }

        return distances[next] == int.MaxValue ? MaxDistanceRatio : nearest / (float)Math.Max(1, distances[next]);
    }

    private static bool IsPlace(in Keypoint a, in Keypoint b, float pixels) => Math.Abs(a.X - b.X) < pixels && Math.Abs(a.Y - b.Y) < pixels;

    /// <param name="IsFew">Whether a feature has its three nearest, however doubtful.</param>
    /// <param name="MaxDistanceRatio">Of the squared distances.</param>
    /// <param name="PlacePixels">Features nearer to each other than this are one place.</param>
    private readonly record struct Rule(bool IsFew, float MaxDistanceRatio, float PlacePixels);

    private readonly record struct Part(List<KeypointMatch> Pairs, int[] Least, int[] NearestOf);
}
