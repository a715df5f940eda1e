using ImageSearch.Imaging;

namespace ImageSearch.Sift;

/// <summary>
/// SIFT: Lowe, "Distinctive Image Features from Scale-Invariant Keypoints", IJCV 2004. Keeps its working memory, so use one a thread;
/// the result depends on the pixels and the settings alone.
/// </summary>
public sealed class SiftExtractor
{
    /// <summary>How often the contrast threshold may be halved for an image of little texture.</summary>
    private const int MostHalvings = 4;

    private readonly SiftSettings _settings;
    private readonly int _wanted;
    private readonly ScaleSpace _space;
    private readonly ExtremaDetector[] _detectors;
    private readonly Orientation _orientation = new();
    private readonly Description _description = new();
    private readonly List<Extremum> _extrema = [];
    private readonly List<Candidate> _candidates = [];
    private readonly List<float> _angles = [];

    /// <summary>Makes an extractor with the settings.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of range.</exception>
    public SiftExtractor(SiftSettings settings)
    {
        settings.Validate();
        _settings = settings;
        _wanted = settings.Features == 0 ? settings.WantedFeatures : Math.Min(settings.WantedFeatures, settings.Features);
        _space = new ScaleSpace(settings);
        _detectors = [.. Enumerable.Range(0, settings.WantedFeatures > 0 ? MostHalvings + 1 : 1)
            .Select(i => new ExtremaDetector(settings with { ContrastThreshold = settings.ContrastThreshold / (1 << i) }))];
    }

    /// <summary>Finds and describes the features of an image, strongest first; none is an answer too.</summary>
    public ImageFeatures Extract(GrayImage image)
    {
        _space.Build(image);
        foreach (ExtremaDetector detector in _detectors)
        {
            Detect(detector);
            KeepStrongest();
            if (_candidates.Count >= _wanted)
            {
                break;
            }
        }

        var keypoints = new Keypoint[_candidates.Count];
        var descriptors = new byte[_candidates.Count * SiftSettings.DescriptorBytes];
        for (int i = 0; i < keypoints.Length; i++)
        {
            Extremum extremum = _candidates[i].Extremum;
            keypoints[i] = ToKeypoint(extremum, _candidates[i].Angle);
            _description.Describe(_space.Gaussians(extremum.Octave)[extremum.Layer], extremum, _candidates[i].Angle,
                descriptors.AsSpan(i * SiftSettings.DescriptorBytes, SiftSettings.DescriptorBytes));
        }

        return new ImageFeatures(image.Width, image.Height, keypoints, descriptors);
    }

    private void Detect(ExtremaDetector detector)
    {
        _candidates.Clear();
        for (int octave = 0; octave < _space.OctaveCount; octave++)
        {
            _extrema.Clear();
            detector.Detect(octave, _space.Differences(octave), _extrema);
            foreach (Extremum extremum in _extrema)
            {
                _angles.Clear();
                _orientation.Find(_space.Gaussians(octave)[extremum.Layer], extremum, _angles);
                foreach (float angle in _angles)
                {
                    _candidates.Add(new Candidate(extremum, angle));
                }
            }
        }
    }

    /// <summary>By falling response, equal ones by place and angle; two pixels that were refined to the same extremum count once.</summary>
    private void KeepStrongest()
    {
        _candidates.Sort();
        int kept = 0;
        int most = _settings.Features == 0 ? int.MaxValue : _settings.Features;
        for (int i = 0; i < _candidates.Count && kept < most; i++)
        {
            if (kept == 0 || _candidates[i].CompareTo(_candidates[kept - 1]) != 0)
            {
                _candidates[kept++] = _candidates[i];
            }
        }

        _candidates.RemoveRange(kept, _candidates.Count - kept);
    }

    private static Keypoint ToKeypoint(in Extremum extremum, float angle)
    {
        float pixels = 1 << extremum.Octave;
        return new Keypoint(Upsampling.ToImage(extremum.X * pixels), Upsampling.ToImage(extremum.Y * pixels),
            extremum.Sigma * pixels * 0.5f, angle, extremum.Response);
    }

    private readonly record struct Candidate(Extremum Extremum, float Angle) : IComparable<Candidate>
    {
        public int CompareTo(Candidate other)
        {
            int order = other.Extremum.Response.CompareTo(Extremum.Response);
            order = order != 0 ? order : Extremum.Octave.CompareTo(other.Extremum.Octave);
            order = order != 0 ? order : Extremum.Y.CompareTo(other.Extremum.Y);
            order = order != 0 ? order : Extremum.X.CompareTo(other.Extremum.X);
            order = order != 0 ? order : Extremum.Sigma.CompareTo(other.Extremum.Sigma);
            return order != 0 ? order : Angle.CompareTo(other.Angle);
        }
    }
}
