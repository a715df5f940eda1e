using ImageSearch.Comparison;
using ImageSearch.Geometry;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Geometry;

public sealed class GeometricVerifierTests
{
    private const int Side = 500;

    public static TheoryData<int> Seeds() => [.. Enumerable.Range(0, 25)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Verify_RecoversASimilarity_AmongOutliers(int seed)
    {
        var random = new Random(seed);
        double scale = Math.Pow(2, (random.NextDouble() * 4) - 2), angle = random.NextDouble() * 360;
        ImageTransform truth = Turned(scale, angle, random.Next(-200, 200), random.Next(-200, 200));
        Check(truth, Pairs(random, truth, 30, outliers: 70), 30);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Verify_RecoversAnAffineMap_AmongOutliers(int seed)
    {
        var random = new Random(seed);
        var shear = new ImageTransform(1 + (0.2 * random.NextDouble()), 0.25 * random.NextDouble(), 0, -0.1 * random.NextDouble(), 1, 0);
        ImageTransform truth = Turned(0.5 + random.NextDouble(), random.NextDouble() * 360, random.Next(100), random.Next(100))
            .After(shear);
        Check(truth, Pairs(random, truth, 40, outliers: 60), 40);
    }

    [Fact]
    public void Verify_RecoversAHomography()
    {
        var truth = new ImageTransform(1, 0.05, 10, -0.04, 1.02, 5, 0.0004, 0.0002);
        Check(truth, Pairs(new Random(3), truth, 80, outliers: 40), 76);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Verify_OfPairsByChance_FindsNothingToTrust(int seed)
    {
        GeometricMatch? match = GeometricVerifier.Verify(Pairs(new Random(seed), ImageTransform.Identity, 0, outliers: 200), Side,
            isMirrored: false);
        Assert.True(Confidence.Of(match, null) < Confidence.Accepted, $"{match?.Inliers} inliers");
    }

    [Fact]
    public void Verify_RefusesAFlippedImage_UnlessItIsMirrored()
    {
        ImageTransform mirror = ImageTransform.Mirror(Side);
        List<KeypointMatch> pairs = [.. Pairs(new Random(5), ImageTransform.Identity, 60, outliers: 0).Select(p =>
        {
            (double x, double y) = mirror.Apply(p.Query.X, p.Query.Y);
            return p with { Image = p.Image with { X = (float)x, Y = (float)y, Angle = (540 - p.Query.Angle) % 360 } };
        })];
        Assert.True(Confidence.Of(GeometricVerifier.Verify(pairs, Side, isMirrored: false), null) < Confidence.Accepted);
        List<KeypointMatch> mirrored = [.. pairs.Select(p => p with { Query = p.Image })];
        GeometricMatch match = GeometricVerifier.Verify(mirrored, Side, isMirrored: true)!;
        Assert.Equal((60, true, true), (match.Inliers, match.IsMirrored, match.Transform.IsMirrored));
    }

    [Fact]
    public void Verify_RefusesACollapsedImage()
    {
        List<KeypointMatch> pairs = [.. Pairs(new Random(6), ImageTransform.Identity, 60, outliers: 0)
            .Select(p => p with { Image = p.Image with { X = 100, Y = 100 } })];
        Assert.Null(GeometricVerifier.Verify(pairs, Side, isMirrored: false));
    }

    [Fact]
    public void Verify_CountsSeveralFeaturesAtOnePlaceOnce()
    {
        List<KeypointMatch> pairs = Pairs(new Random(7), ImageTransform.Identity, 20, outliers: 0);
        Assert.Equal(20, GeometricVerifier.Verify([.. pairs, .. pairs, .. pairs], Side, isMirrored: false)!.Inliers);
    }

    [Fact]
    public void Verify_OfTooFewPairs_FindsNothing() =>
        Assert.Null(GeometricVerifier.Verify(Pairs(new Random(8), ImageTransform.Identity, 3, outliers: 0), Side, isMirrored: false));

    [Fact]
    public void Match_OfRepeatedTexture_IsNotTrusted()
    {
        // A window front: one descriptor (but for noise) everywhere, on two grids that do not fit each other.
        GeometricMatch? match = KeypointComparer.Compare(Windows(1, 40), Windows(2, 53), isMirrored: false).Geometry;
        Assert.True(Confidence.Of(match, null) < Confidence.Accepted, $"{match?.Inliers} inliers of {match?.PutativeMatchCount}");
    }

    private static ImageFeatures Windows(int seed, int stepPixels)
    {
        var random = new Random(seed);
        var keypoints = new List<Keypoint>();
        for (int y = 20; y < Side; y += stepPixels)
        {
            for (int x = 20; x < Side; x += stepPixels)
            {
                keypoints.Add(new Keypoint(x, y, 3, 45, 0.1f));
            }
        }

        byte[] descriptors = [.. keypoints.SelectMany(_ => Enumerable.Range(0, 128).Select(i => (byte)((i * 37 % 90) + random.Next(8))))];
        return new ImageFeatures(Side, Side, [.. keypoints], descriptors);
    }

    private static void Check(ImageTransform truth, List<KeypointMatch> pairs, int least)
    {
        GeometricMatch match = GeometricVerifier.Verify(pairs, Side, isMirrored: false)!;
        Assert.InRange(match.Inliers, least - 2, pairs.Count);
        foreach ((double x, double y) in ((double, double)[])[(50, 50), (450, 50), (50, 450), (450, 450)])
        {
            ((double u, double v), (double tu, double tv)) = (match.Transform.Apply(x, y), truth.Apply(x, y));
            Assert.InRange(Math.Sqrt(((u - tu) * (u - tu)) + ((v - tv) * (v - tv))), 0, 4 * Math.Max(1, truth.Scale));
        }
    }

    private static ImageTransform Turned(double scale, double angle, double x, double y)
    {
        (double sin, double cos) = Math.SinCos(angle * Math.PI / 180);
        return new ImageTransform(cos * scale, -sin * scale, x, sin * scale, cos * scale, y);
    }

    private static List<KeypointMatch> Pairs(Random random, ImageTransform truth, int inliers, int outliers)
    {
        var pairs = new List<KeypointMatch>();
        int[] slots = [.. Enumerable.Range(0, 200)];
        random.Shuffle(slots);
        for (int i = 0; i < inliers + outliers; i++)
        {
            // On a grid, so that no two are one place.
            (int row, int column) = Math.DivRem(slots[i], 20);
            var query = new Keypoint((column * 24) + random.Next(15), (row * 45) + random.Next(15), 2 + (3 * random.NextSingle()),
                360 * random.NextSingle(), 0.1f);
            (double u, double v) = truth.Apply(query.X, query.Y);
            (double xx, double xy, double yx, double yy, _) = truth.LinearAt(query.X, query.Y);
            double turned = Math.Atan2(yx - xy, xx + yy) * 180 / Math.PI, scale = Math.Sqrt(Math.Abs((xx * yy) - (xy * yx)));
            Keypoint image = i < inliers
                ? new Keypoint((float)(u + random.NextDouble() - 0.5), (float)(v + random.NextDouble() - 0.5),
                    (float)(query.Scale * scale * (0.9 + (0.2 * random.NextDouble()))),
                    (float)((query.Angle + turned + (10 * random.NextDouble()) - 5 + 720) % 360), 0)
                : new Keypoint(Side * random.NextSingle(), Side * random.NextSingle(), 2 + (6 * random.NextSingle()),
                    360 * random.NextSingle(), 0);
            pairs.Add(new KeypointMatch(i, i, query, image, random.NextSingle()));
        }

        return pairs;
    }
}
