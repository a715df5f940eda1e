using System.Collections.Concurrent;
using ImageSearch.Imaging;
using ImageSearch.Sift;

namespace ImageSearch.Tests.Sift;

/// <summary>Blobs at known places: wherever a view is taken from, its features must come back to them.</summary>
public sealed class ThoroughExtractorTests
{
    private const int Width = 640, Height = 450, Spacing = 100;

    private const double BlobSigma = 10;

    private static readonly (double X, double Y)[] Blobs =
        [.. Enumerable.Range(0, 24).Select(i => (70.3 + (i % 6 * Spacing), 75.7 + (i / 6 * Spacing)))];

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1.4142135623730951, 4)]
    [InlineData(2, 5)]
    public void Features_OfEveryView_LieWhereTheImageHasThem(double tilt, int views)
    {
        Assert.Equal(views, SimulatedView.Of(tilt).Count());
        ImageFeatures features = new ThoroughExtractor(new SiftSettings(), new ThoroughSettings(Width, 500, 500, tilt))
            .Extract(Drawn(), Width, Height, 2);
        int missed = Blobs.Sum(b => Math.Max(0, views - features.Keypoints.Count(k => Distance(k, b) <= 2)));
        Assert.InRange(missed, 0, Blobs.Length * views / 10);
    }

    /// <summary>What is long in the image is round from aside alone: the first view of the tilt sees it, others see edges.</summary>
    [Theory]
    [InlineData(2.8284271247461903, 8)]
    [InlineData(4, 10)]
    public void LongBlobs_AreSeenFromAside_WhereTheyAre(double tilt, int views)
    {
        Assert.Equal(views, SimulatedView.Of(tilt).Count());
        ImageFeatures features = new ThoroughExtractor(new SiftSettings(), new ThoroughSettings(Width, 500, 500, tilt))
            .Extract(Drawn(tilt), Width, Height, 2);
        Assert.All(Blobs, b => Assert.InRange(features.Keypoints.Min(k => Distance(k, b)), 0, 2));
    }

    /// <summary>What a view shortens is lengthened again: a blob's frame is as large as the blob, and no more sheared than the
    /// view.</summary>
    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Frames_HaveTheSizeOfWhatTheyFrame(double tilt)
    {
        ImageFeatures features = new ThoroughExtractor(new SiftSettings(), new ThoroughSettings(Width, 500, 500, tilt))
            .Extract(Drawn(tilt), Width, Height, 2);
        for (int i = 0; i < features.Count; i++)
        {
            AffineFrame frame = features.FrameOf(i);
            Assert.Equal(features.Keypoints[i].Scale, Math.Sqrt(frame.Determinant), 3);
            double squares = (frame.XX * frame.XX) + (frame.XY * frame.XY) + (frame.YX * frame.YX) + (frame.YY * frame.YY);
            Assert.Equal(tilt + (1 / tilt), squares / frame.Determinant, 3);
        }

        double[] sizes = [.. features.Keypoints.Where(k => Blobs.Any(b => Distance(k, b) <= 2)).Select(k => (double)k.Scale).Order()];
        Assert.InRange(sizes[sizes.Length / 2], BlobSigma * 0.75, BlobSigma * 1.5);
    }

    [Fact]
    public void Extract_GivesPixelsOfTheSizeAskedFor()
    {
        var extractor = new ThoroughExtractor(new SiftSettings(), new ThoroughSettings(Width, 500, 500, 1, 2));
        ImageFeatures whole = extractor.Extract(Drawn(), Width, Height, 1), half = extractor.Extract(Drawn(), Width / 2, Height / 2, 1);
        Assert.Equal((Width / 2, Height / 2, whole.Count), (half.Width, half.Height, half.Count));
        Assert.All(whole.Keypoints.Zip(half.Keypoints), p =>
        {
            Assert.Equal((p.First.X + 0.5) / 2, p.Second.X + 0.5, 3);
            Assert.Equal((p.First.Y + 0.5) / 2, p.Second.Y + 0.5, 3);
            Assert.Equal(p.First.Scale / 2, p.Second.Scale, 3);
        });
    }

    [Fact]
    public void Extract_DoesNotDependOnThreads()
    {
        var extractor = new ThoroughExtractor(new SiftSettings(), new ThoroughSettings(Width, 100, 40, 1, 2));
        ImageFeatures one = extractor.Extract(Drawn(), Width, Height, 1);
        Assert.All((int[])[2, 5], threads =>
        {
            ImageFeatures more = extractor.Extract(Drawn(), Width, Height, threads);
            Assert.Equal(one.Keypoints, more.Keypoints);
            Assert.Equal(one.Descriptors, more.Descriptors);
        });
    }

    /// <summary>The mirrored image's own features, found in its pixels, have the frames that mirroring the features gives.</summary>
    [Fact]
    public void Mirrored_FramesAreThoseOfTheMirroredKeypoints()
    {
        ImageFeatures features = new ThoroughExtractor(new SiftSettings(), new ThoroughSettings(Width, 500, 500, 1))
            .Extract(Drawn(), Width, Height, 1);
        ImageFeatures mirrored = MirroredFeatures.Of(features);
        Assert.NotNull(mirrored.Frames);
        for (int i = 0; i < features.Count; i++)
        {
            AffineFrame expected = AffineFrame.Of(mirrored.Keypoints[i]), found = mirrored.FrameOf(i);
            Assert.Equal(expected.XX, found.XX, 2);
            Assert.Equal(expected.XY, found.XY, 2);
            Assert.Equal(expected.YX, found.YX, 2);
            Assert.Equal(expected.YY, found.YY, 2);
        }
    }

    [Fact]
    public void Undoubled_FindsTheSameBlobs()
    {
        ImageFeatures doubled = new SiftExtractor(new SiftSettings()).Extract(Drawn());
        ImageFeatures undoubled = new SiftExtractor(new SiftSettings() with { IsUndoubled = true }).Extract(Drawn());
        Assert.All(Blobs, b =>
        {
            Keypoint one = doubled.Keypoints.MinBy(k => Distance(k, b)), other = undoubled.Keypoints.MinBy(k => Distance(k, b));
            Assert.InRange(Distance(one, b), 0, 0.3);
            Assert.InRange(Distance(other, b), 0, 0.3);
            Assert.InRange(other.Scale / one.Scale, 0.9, 1.1);
        });
    }

    private static double Distance(in Keypoint keypoint, (double X, double Y) blob) =>
        Math.Sqrt(Math.Pow(keypoint.X - blob.X, 2) + Math.Pow(keypoint.Y - blob.Y, 2));

    private static readonly ConcurrentDictionary<double, GrayImage> All = new();

    /// <summary>Blobs so many times as long as they are high; drawn once.</summary>
    private static GrayImage Drawn(double stretch = 1) => All.GetOrAdd(stretch, Draw);

    private static GrayImage Draw(double stretch)
    {
        (double across, double down) = (BlobSigma * Math.Sqrt(stretch), BlobSigma / Math.Sqrt(stretch));
        var pixels = new byte[Width * Height];
        for (int i = 0; i < pixels.Length; i++)
        {
            (int x, int y) = (i % Width, i / Width);
            pixels[i] = (byte)Math.Round(
                60 + Blobs.Sum(b => 150 * Math.Exp(-(Math.Pow((x - b.X) / across, 2) + Math.Pow((y - b.Y) / down, 2)) / 2)));
        }

        return new GrayImage(Width, Height, pixels);
    }
}
