using ImageSearch.Imaging;
using ImageSearch.Kernels.Extraction;

namespace ImageSearch.Sift;

/// <summary>
/// The Gaussian scale space of an image (Lowe 2004, section 3). Octave 0 has twice the image's resolution, or its own where settings say
/// so; each next one has half the resolution of the one before. Memory is kept from image to image.
/// </summary>
internal sealed class ScaleSpace
{
    /// <summary>Extrema this near to the border are not trusted.</summary>
    public const int Border = 5;

    /// <summary>The blur that a camera is assumed to have made, in the image's pixels (Lowe 2004, section 3.3).</summary>
    private const double CameraSigma = 0.5;

    /// <summary>Rows of a strip: of six planes at a usual width they fill a megabyte of cache.</summary>
    private const int StripRows = 32;

    private const int SmallestSide = (2 * Border) + 1;
    private readonly int _layers;
    private readonly SiftKernels _kernels;
    private readonly int _enlargement;
    private readonly DoublingBlur _first;
    private readonly GaussianBlur _undoubled;
    private readonly Plane _image = new();
    private readonly GaussianBlur[] _next;
    private readonly List<Plane[]> _gaussians = [];

    public ScaleSpace(SiftSettings settings, SiftKernels kernels)
    {
        _layers = settings.OctaveLayers;
        _kernels = kernels;
        _enlargement = settings.IsUndoubled ? 1 : 2;
        _undoubled = new GaussianBlur(
            Math.Sqrt(Math.Max((settings.Sigma * settings.Sigma) - (CameraSigma * CameraSigma), 0.01)), 1, kernels);
        double already = 2 * CameraSigma;
        _first = new DoublingBlur(Math.Sqrt(Math.Max((settings.Sigma * settings.Sigma) - (already * already), 0.01)), kernels);
        double step = Math.Pow(2, 1.0 / _layers);
        _next = [.. Enumerable.Range(0, _layers + 2).Select(i =>
        {
            double from = settings.Sigma * Math.Pow(step, i), to = from * step;
            return new GaussianBlur(Math.Sqrt((to * to) - (from * from)), GaussianBlur.StepFor(from), kernels);
        })];
    }

    /// <summary>How many octaves the present image has; 0 if it is too small for any feature.</summary>
    public int OctaveCount { get; private set; }

    /// <summary>Begins an image; its octaves are built one by one.</summary>
    public void Begin(GrayImage image)
    {
        OctaveCount = 0;
        for (int side = _enlargement * Math.Min(image.Width, image.Height); side >= SmallestSide; side /= 2)
        {
            OctaveCount++;
        }
    }

    /// <summary>
    /// Blurs the next octave in strips of rows: each plane follows the one before as far as its kernel's reach allows, so that a strip of
    /// all planes stays in the cache. After each strip <paramref name="ready"/> is told how many rows all planes have.
    /// </summary>
    public void BuildOctave(int octave, GrayImage image, Action<int> ready)
    {
        Plane[] planes = PrepareOctave(octave, image);
        int height = planes[0].Height;
        Span<int> done = stackalloc int[planes.Length];
        for (int end = Math.Min(StripRows, height); ; end = Math.Min(end + StripRows, height))
        {
            bool last = end == height;
            FillFirst(octave, planes[0], done[0], end);
            done[0] = end;
            for (int i = 0; i < _next.Length; i++)
            {
                int reach = last ? height : Math.Max(done[i + 1], done[i] - _next[i].Radius);
                _next[i].Apply(planes[i], planes[i + 1], done[i + 1], reach);
                done[i + 1] = reach;
            }

            ready(done[^1]);
            if (last)
            {
                return;
            }
        }
    }

    /// <summary>The blurred planes of an octave: layers + 3.</summary>
    public Plane[] Gaussians(int octave) => _gaussians[octave];

    private Plane[] PrepareOctave(int octave, GrayImage image)
    {
        if (_gaussians.Count == octave)
        {
            _gaussians.Add([.. Enumerable.Range(0, _layers + 3).Select(_ => new Plane())]);
        }

        foreach (Plane plane in _gaussians[octave])
        {
            plane.Resize((image.Width * _enlargement) >> octave, (image.Height * _enlargement) >> octave);
        }

        if (octave == 0 && _enlargement == 1)
        {
            _image.Resize(image.Width, image.Height);
            for (int y = 0; y < image.Height; y++)
            {
                ByteWidening.ToFloats(image.Pixels.AsSpan(y * image.Width, image.Width), _image.Row(y));
            }
        }
        else if (octave == 0)
        {
            _first.Begin(image);
        }

        return _gaussians[octave];
    }

    private void FillFirst(int octave, Plane target, int first, int end)
    {
        if (octave == 0 && _enlargement == 1)
        {
            _undoubled.Apply(_image, target, first, end);
            return;
        }

        if (octave == 0)
        {
            _first.Apply(target, first, end);
            return;
        }

        Plane source = _gaussians[octave - 1][_layers];
        for (int y = first; y < end; y++)
        {
            _kernels.Halve(ref source.RowStart(2 * y), target.Width, ref target.RowStart(y));
        }
    }
}
