using ImageSearch.Imaging;
using ImageSearch.Kernels.Extraction;
using ImageSearch.Kernels.Simd;

namespace ImageSearch.Sift;

/// <summary>
/// SIFT: Lowe, "Distinctive Image Features from Scale-Invariant Keypoints", IJCV 2004. Keeps its working memory, so use one a thread;
/// the result depends on the pixels and the settings alone.
/// </summary>
public sealed class SiftExtractor : IFeatureExtractor
{
    /// <summary>How often the contrast threshold may be halved for an image of little texture.</summary>
    private const int MaxHalvings = 4;

    /// <summary>Where that does not suffice, features on edges are better than none: the edge threshold is raised once, by this
    /// factor.</summary>
    private const double EdgeFactor = 2;

    private readonly SiftSettings _settings;
    private readonly int _wanted;
    private readonly ScaleSpace _space;
    private readonly ExtremaDetector[] _detectors;
    private readonly Orientation _orientation;
    private readonly DescriptorComputer _description;
    private readonly List<Extremum> _extrema = [];
    private readonly List<(Extremum Extremum, float Angle)> _features = [];
    private readonly List<float> _angles = [];

    /// <summary>Makes an extractor with the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public SiftExtractor(SiftSettings settings)
        : this(settings, SimdChoice.Level)
    {
    }

    internal SiftExtractor(SiftSettings settings, SimdLevel level)
    {
        settings.Validate();
        SiftKernels kernels = SiftKernels.Of(level);
        _settings = settings;
        _wanted = settings.Features == 0 ? settings.WantedFeatures : Math.Min(settings.WantedFeatures, settings.Features);
        _space = new ScaleSpace(settings, kernels);
        _orientation = new Orientation(kernels);
        _description = new DescriptorComputer(kernels, settings.Descriptor);
        _detectors = [.. Attempts(settings).Select(s => new ExtremaDetector(s, kernels))];
    }

    /// <summary>Finds and describes the features of an image, strongest first; none is an answer too.</summary>
    public ImageFeatures Extract(GrayImage image)
    {
        Detect(image);
        var keypoints = new Keypoint[_features.Count];
        var descriptors = new byte[_features.Count * SiftSettings.DescriptorBytes];
        for (int i = 0; i < keypoints.Length; i++)
        {
            (Extremum extremum, float angle) = _features[i];
            keypoints[i] = ToKeypoint(extremum, angle);
            _description.Describe(_space.Gaussians(extremum.Octave)[extremum.Layer], extremum, angle,
                descriptors.AsSpan(i * SiftSettings.DescriptorBytes, SiftSettings.DescriptorBytes));
        }

        return new ImageFeatures(image.Width, image.Height, keypoints, descriptors, _settings.Descriptor);
    }

    /// <summary>The thresholds that are tried until there are as many features as are wanted.</summary>
    private static IEnumerable<SiftSettings> Attempts(SiftSettings settings)
    {
        yield return settings;
        for (int i = 1; i <= MaxHalvings && settings.WantedFeatures > 0; i++)
        {
            yield return settings with { ContrastThreshold = settings.ContrastThreshold / (1 << i) };
        }

        if (settings.WantedFeatures > 0)
        {
            yield return settings with
            {
                ContrastThreshold = settings.ContrastThreshold / (1 << MaxHalvings),
                EdgeThreshold = settings.EdgeThreshold * EdgeFactor
            };
        }
    }

    private void Detect(GrayImage image)
    {
        _space.Begin(image);
        for (int attempt = 0; attempt < _detectors.Length; attempt++)
        {
            _extrema.Clear();
            ExtremaDetector detector = _detectors[attempt];
            for (int octave = 0; octave < _space.OctaveCount; octave++)
            {
                detector.BeginOctave();
                if (attempt == 0)
                {
                    int current = octave;
                    _space.BuildOctave(octave, image, rows => detector.Scan(_space.Gaussians(current), rows));
                }
                else
                {
                    detector.Scan(_space.Gaussians(octave), _space.Gaussians(octave)[0].Height);
                }

                detector.Refine(octave, _space.Gaussians(octave), _extrema);
            }

            KeepStrongest();
            if (_features.Count >= _wanted)
            {
                return;
            }
        }
    }

    /// <summary>
    /// Gives directions to the extrema by falling response, equal ones by place, until there are enough features; weaker ones are not
    /// looked at. Two pixels that were refined to the same extremum count once.
    /// </summary>
    private void KeepStrongest()
    {
        _extrema.Sort(ByResponse);
        _features.Clear();
        int most = _settings.Features == 0 ? int.MaxValue : _settings.Features;
        for (int i = 0; i < _extrema.Count && _features.Count < most; i++)
        {
            Extremum extremum = _extrema[i];
            if (i > 0 && ByResponse(extremum, _extrema[i - 1]) == 0)
            {
                continue;
            }

            _angles.Clear();
            _orientation.Find(_space.Gaussians(extremum.Octave)[extremum.Layer], extremum, _angles);
            foreach (float angle in _angles)
            {
                if (_features.Count < most)
                {
                    _features.Add((extremum, angle));
                }
            }
        }
    }

    private static int ByResponse(Extremum a, Extremum b)
    {
        int order = b.Response.CompareTo(a.Response);
        order = order != 0 ? order : a.Octave.CompareTo(b.Octave);
        order = order != 0 ? order : a.Y.CompareTo(b.Y);
        order = order != 0 ? order : a.X.CompareTo(b.X);
        return order != 0 ? order : a.Sigma.CompareTo(b.Sigma);
    }

    private Keypoint ToKeypoint(in Extremum extremum, float angle)
    {
        float pixels = 1 << extremum.Octave;
        if (_settings.IsUndoubled)
        {
            return new Keypoint(extremum.X * pixels, extremum.Y * pixels, extremum.Sigma * pixels, angle, extremum.Response);
        }

        return new Keypoint(DoublingBlur.ToImage(extremum.X * pixels), DoublingBlur.ToImage(extremum.Y * pixels),
            extremum.Sigma * pixels * 0.5f, angle, extremum.Response);
    }
}
