using ImageSearch.Imaging;

namespace ImageSearch.Sift;

/// <summary>
/// More features of an image than an index has: those of the image itself, and those of simulated views, brought back to the image's own
/// pixels, so that surfaces that are seen from aside have features in common. Views are made side by side; the answer does not depend on
/// how many at once.
/// </summary>
internal sealed class ThoroughExtractor(SiftSettings settings, ThoroughSettings thorough)
{
    /// <summary>Each thread keeps the scale space of a view.</summary>
    private const int MaxThreads = 8;

    private readonly SiftSettings _plain = settings with { Features = thorough.PlainFeatures };
    private readonly SiftSettings _tilted = settings with { Features = thorough.ViewFeatures, WantedFeatures = 0, IsUndoubled = true };

    /// <summary>Finds and describes the features of an image and of its views.</summary>
    /// <param name="image">The image, larger than it is described.</param>
    /// <param name="width">Keypoints are given in pixels of this width.</param>
    /// <param name="height">Keypoints are given in pixels of this height.</param>
    /// <param name="threads">At most so many views at once.</param>
    public ImageFeatures Extract(GrayImage image, int width, int height, int threads)
    {
        SimulatedView[] views = [.. SimulatedView.Of(thorough.Tilts)];
        var found = new List<Feature>[views.Length];
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Clamp(threads, 1, MaxThreads) };
        int next = -1;
        Parallel.For(0, Math.Min(options.MaxDegreeOfParallelism, views.Length), options, _ =>
        {
            // The image itself, which takes longest, comes first, so that no thread ends with it.
            (IFeatureExtractor plain, IFeatureExtractor tilted) = (FeatureExtractors.Make(_plain), FeatureExtractors.Make(_tilted));
            for (int i = Interlocked.Increment(ref next); i < views.Length; i = Interlocked.Increment(ref next))
            {
                found[i] = Describe(views[i], image, views[i].Tilt == 1 ? plain : tilted, width / (double)image.Width,
                    height / (double)image.Height);
            }
        });
        Feature[] all = [.. found.SelectMany(f => f)];
        var descriptors = new byte[all.Length * SiftSettings.DescriptorBytes];
        for (int i = 0; i < all.Length; i++)
        {
            all[i].Descriptor.CopyTo(descriptors.AsMemory(i * SiftSettings.DescriptorBytes));
        }

        return new ImageFeatures(width, height, [.. all.Select(f => f.Keypoint)], descriptors, settings.Descriptor)
        {
            Extractor = settings.Extractor,
            Frames = [.. all.Select(f => f.Frame)],
        };
    }

    private static List<Feature> Describe(SimulatedView view, GrayImage image, IFeatureExtractor extractor, double across, double down)
    {
        (GrayImage pixels, AffineFrame back, double x0, double y0) = view.Make(image);
        ImageFeatures features = extractor.Extract(pixels);
        var kept = new List<Feature>(features.Count);
        var size = new AffineFrame(across, 0, 0, down);
        for (int i = 0; i < features.Count; i++)
        {
            Keypoint keypoint = features.Keypoints[i];
            (double x, double y) = back.Apply(keypoint.X, keypoint.Y);
            (x, y) = (x + x0, y + y0);
            double margin = view.Tilt == 1 ? 0 : ThoroughSettings.BorderScales * keypoint.Scale * Math.Sqrt(view.Tilt);
            if (x >= margin && y >= margin && x <= image.Width - 1 - margin && y <= image.Height - 1 - margin)
            {
                AffineFrame frame = size.After(back.After(AffineFrame.Of(keypoint)));
                kept.Add(new Feature(frame.At(((x + 0.5) * across) - 0.5, ((y + 0.5) * down) - 0.5, keypoint.Response), frame,
                    features.Descriptors.AsMemory(i * SiftSettings.DescriptorBytes, SiftSettings.DescriptorBytes)));
            }
        }

        return kept;
    }

    private sealed record Feature(Keypoint Keypoint, AffineFrame Frame, ReadOnlyMemory<byte> Descriptor);
}
