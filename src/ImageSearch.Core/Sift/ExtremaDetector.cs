using ImageSearch.Kernels.Extraction;

namespace ImageSearch.Sift;

/// <summary>Finds the pixels of the differences that are above, or below, all their 26 neighbours (Lowe 2004, section 3.1).</summary>
internal sealed class ExtremaDetector(SiftSettings settings, SiftKernels kernels)
{
    /// <summary>Rows whose differences are made at a time.</summary>
    private const int WindowRows = 16;

    /// <summary>The share of the contrast threshold that a pixel needs; refinement can raise what lies between pixels a little.</summary>
    private const double PixelShare = 0.8;

    private readonly float _threshold = (float)(PixelShare * settings.ContrastThreshold / settings.OctaveLayers * 255);

    private readonly Refinement _refinement = new(settings);
    private readonly Plane[] _window = [.. Enumerable.Range(0, settings.OctaveLayers + 2).Select(_ => new Plane())];
    private readonly List<(int Layer, int X, int Y)> _candidates = [];
    private int[] _columns = [];
    private int _nextRow;

    /// <summary>Begins an octave.</summary>
    public void BeginOctave()
    {
        _candidates.Clear();
        _nextRow = ScaleSpace.Border;
    }

    /// <summary>Scans as far as is possible with so many rows of the octave's planes there.</summary>
    public void Scan(Plane[] gaussians, int rowsReady)
    {
        int end = Math.Min(rowsReady - 1, gaussians[0].Height - ScaleSpace.Border);
        while (_nextRow < end)
        {
            int rows = Math.Min(WindowRows, end - _nextRow);
            int top = _nextRow - 1;
            FillWindow(gaussians, top, rows + 2);
            for (int layer = 1; layer <= settings.OctaveLayers; layer++)
            {
                for (int y = _nextRow; y < _nextRow + rows; y++)
                {
                    ScanRow(layer, y, y - top);
                }
            }

            _nextRow += rows;
        }
    }

    /// <summary>Adds the refined extrema of an octave that was scanned and is built to its end.</summary>
    public void Refine(int octave, Plane[] gaussians, List<Extremum> found)
    {
        foreach ((int layer, int x, int y) in _candidates)
        {
            if (_refinement.TryRefine(octave, layer, x, y, gaussians, out Extremum extremum))
            {
                found.Add(extremum);
            }
        }
    }

    /// <summary>The differences of neighbouring planes, for a few rows only: they are not needed again.</summary>
    private void FillWindow(Plane[] gaussians, int top, int rows)
    {
        int width = gaussians[0].Width;
        for (int i = 0; i < _window.Length; i++)
        {
            _window[i].Resize(width, WindowRows + 2);
            kernels.Subtract(ref gaussians[i + 1].RowStart(top), ref gaussians[i].RowStart(top), ref _window[i].RowStart(0),
                gaussians[0].Stride * rows);
        }
    }

    private void ScanRow(int layer, int y, int windowRow)
    {
        int width = _window[layer].Width;
        if (_columns.Length < width)
        {
            _columns = new int[width];
        }

        int count = kernels.ScanExtrema(ref _window[layer - 1].RowStart(windowRow), ref _window[layer].RowStart(windowRow),
            ref _window[layer + 1].RowStart(windowRow), _window[layer].Stride, ScaleSpace.Border, width - ScaleSpace.Border,
            _threshold, _columns);
        for (int i = 0; i < count; i++)
        {
            _candidates.Add((layer, _columns[i], y));
        }
    }
}
