using ImageSearch.Imaging;

namespace ImageSearch.Sift;

/// <summary>
/// The Gaussian scale space of an image and its differences (Lowe 2004, section 3). Octave 0 has twice the image's resolution; each
/// next one has half the resolution of the one before. Memory is kept from image to image.
/// </summary>
internal sealed class ScaleSpace
{
    /// <summary>Extrema this near to the border are not trusted.</summary>
    public const int Border = 5;

    /// <summary>The blur that a camera is assumed to have made, in the image's pixels (Lowe 2004, section 3.3).</summary>
    private const double CameraSigma = 0.5;

    private const int SmallestSide = (2 * Border) + 1;
    private readonly int _layers;
    private readonly GaussianBlur _first;
    private readonly GaussianBlur[] _next;
    private readonly Plane _doubled = new();
    private readonly List<Plane[]> _gaussians = [];
    private readonly Plane[] _differences;

    public ScaleSpace(SiftSettings settings)
    {
        _layers = settings.OctaveLayers;
        double already = 2 * CameraSigma;
        _first = new GaussianBlur(Math.Sqrt(Math.Max((settings.Sigma * settings.Sigma) - (already * already), 0.01)));
        double step = Math.Pow(2, 1.0 / _layers);
        _next = [.. Enumerable.Range(0, _layers + 2).Select(i =>
        {
            double from = settings.Sigma * Math.Pow(step, i), to = from * step;
            return new GaussianBlur(Math.Sqrt((to * to) - (from * from)));
        })];
        _differences = [.. Enumerable.Range(0, _layers + 2).Select(_ => new Plane())];
    }

    /// <summary>How many octaves the present image has; 0 if it is too small for any feature.</summary>
    public int OctaveCount { get; private set; }

    /// <summary>The differences of neighbouring planes of the octave that was built or subtracted last: layers + 2.</summary>
    public Plane[] Differences => _differences;

    /// <summary>Begins an image; its octaves are built one by one.</summary>
    public void Begin(GrayImage image)
    {
        OctaveCount = 0;
        for (int side = 2 * Math.Min(image.Width, image.Height); side >= SmallestSide; side /= 2)
        {
            OctaveCount++;
        }
    }

    /// <summary>Blurs the next octave and leaves its differences in <see cref="Differences"/>.</summary>
    public void BuildOctave(int octave, GrayImage image)
    {
        if (_gaussians.Count == octave)
        {
            _gaussians.Add([.. Enumerable.Range(0, _layers + 3).Select(_ => new Plane())]);
        }

        Plane[] planes = _gaussians[octave];
        if (octave == 0)
        {
            Upsampling.Double(image, _doubled);
            _first.Apply(_doubled, planes[0]);
        }
        else
        {
            Halve(_gaussians[octave - 1][_layers], planes[0]);
        }

        for (int i = 0; i < _next.Length; i++)
        {
            _next[i].Apply(planes[i], planes[i + 1], _differences[i]);
        }
    }

    /// <summary>The blurred planes of an octave: layers + 3.</summary>
    public Plane[] Gaussians(int octave) => _gaussians[octave];

    /// <summary>Makes the differences of an octave that was built before anew.</summary>
    public void SubtractOctave(int octave)
    {
        Plane[] planes = _gaussians[octave];
        for (int i = 0; i < _differences.Length; i++)
        {
            Plane a = planes[i + 1], b = planes[i];
            _differences[i].Resize(a.Width, a.Height);
            GaussianBlur.Subtract(ref a.RowStart(0), ref b.RowStart(0), ref _differences[i].RowStart(0), a.Width * a.Height);
        }
    }

    private static void Halve(Plane source, Plane target)
    {
        target.Resize(source.Width / 2, source.Height / 2);
        for (int y = 0; y < target.Height; y++)
        {
            Span<float> from = source.Row(2 * y), to = target.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                to[x] = from[2 * x];
            }
        }
    }
}
