using System.Runtime.InteropServices;
using ImageSearch.Imaging;
using ImageSearch.Sift;
using OpenCvSharp;
using OpenCvSharp.Features2D;

namespace ImageSearch.OpenCv;

/// <summary>OpenCV's SIFT: on the same gray pixels and settings the very rows of <c>cv2.SIFT_create(...).detectAndCompute</c>.</summary>
public sealed class OpenCvExtractor : IFeatureExtractor
{
    private readonly SIFT _sift;

    /// <summary>Makes an extractor with the settings; wanted features are unknown to OpenCV.</summary>
    /// <exception cref="DllNotFoundException">OpenCV's native library is not there.</exception>
    public OpenCvExtractor(SiftSettings settings) =>
        _sift = SIFT.Create(settings.Features, settings.OctaveLayers, settings.ContrastThreshold, settings.EdgeThreshold, settings.Sigma);

    /// <inheritdoc/>
    public ImageFeatures Extract(GrayImage image)
    {
        if (image.Pixels.Length == 0)
        {
            return Features(image, [], []);
        }

        using var pixels = new Mat(image.Height, image.Width, MatType.CV_8UC1);
        Marshal.Copy(image.Pixels, 0, pixels.Data, image.Pixels.Length);
        using var rows = new Mat();
        _sift.DetectAndCompute(pixels, null, out KeyPoint[] points, rows);
        var keypoints = new Keypoint[points.Length];
        var descriptors = new byte[points.Length * SiftSettings.DescriptorBytes];
        if (points.Length > 0)
        {
            rows.GetArray(out float[] numbers);
            for (int i = 0; i < descriptors.Length; i++)
            {
                // OpenCV rounds them to whole numbers from 0 to 255 itself.
                descriptors[i] = (byte)numbers[i];
            }
        }

        for (int i = 0; i < points.Length; i++)
        {
            KeyPoint p = points[i];
            keypoints[i] = new Keypoint(p.Pt.X, p.Pt.Y, p.Size / 2, p.Angle % 360, p.Response);
        }

        return Features(image, keypoints, descriptors);
    }

    private static ImageFeatures Features(GrayImage image, Keypoint[] keypoints, byte[] descriptors) =>
        new(image.Width, image.Height, keypoints, descriptors, DescriptorKind.Sift) { Extractor = FeatureExtractor.OpenCv };
}
