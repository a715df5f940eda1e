namespace ImageSearch.Sift;

/// <summary>
/// The descriptor of a keypoint (Lowe 2004, section 6): 4 x 4 histograms of 8 gradient directions each, in the keypoint's own frame,
/// every sample shared between the nearest bins; normalised, cut at 0.2, normalised to a length of 512, as bytes.
/// </summary>
internal sealed class Description
{
    private const int Cells = 4;
    private const int Directions = 8;

    /// <summary>A cell's width in units of the keypoint's sigma.</summary>
    private const float CellSigmas = 3;

    private const float LargestShare = 0.2f;
    private const float Length = 512;

    /// <summary>A margin of one cell on every side takes what falls outside; two directions more take what wraps around.</summary>
    private const int PaddedCells = Cells + 2;
    private const int PaddedDirections = Directions + 2;

    private readonly Samples _samples = new();
    private readonly float[] _histogram = new float[PaddedCells * PaddedCells * PaddedDirections];
    private readonly float[] _values = new float[SiftSettings.DescriptorBytes];

    /// <summary>Describes one keypoint of an octave, turned by its angle (degrees), into 128 bytes.</summary>
    public void Describe(Plane gaussian, in Extremum extremum, float angle, Span<byte> descriptor)
    {
        Gather(gaussian, extremum, angle);
        Accumulate(angle);
        Fold();
        Normalise(descriptor);
    }

    private void Gather(Plane gaussian, in Extremum extremum, float angle)
    {
        float cell = CellSigmas * extremum.Sigma;
        double diagonal = Math.Sqrt(((double)gaussian.Width * gaussian.Width) + ((double)gaussian.Height * gaussian.Height));
        int radius = (int)Math.Min(MathF.Round(cell * 1.41421356f * (Cells + 1) * 0.5f), diagonal);
        (double sin, double cos) = Math.SinCos(angle * (Math.PI / 180));
        float alongX = (float)cos / cell, alongY = (float)sin / cell;
        const float PerSquare = -1f / (Cells * Cells * 0.5f);
        int column = (int)MathF.Round(extremum.X), row = (int)MathF.Round(extremum.Y);
        _samples.Begin(((2 * radius) + 1) * ((2 * radius) + 1));
        for (int dy = Math.Max(-radius, 1 - row); dy <= Math.Min(radius, gaussian.Height - 2 - row); dy++)
        {
            for (int dx = Math.Max(-radius, 1 - column); dx <= Math.Min(radius, gaussian.Width - 2 - column); dx++)
            {
                float c = (dx * alongX) + (dy * alongY), r = (dy * alongX) - (dx * alongY);
                float columnBin = c + (Cells * 0.5f) - 0.5f, rowBin = r + (Cells * 0.5f) - 0.5f;
                if (rowBin > -1 && rowBin < Cells && columnBin > -1 && columnBin < Cells)
                {
                    _samples.Add(gaussian, column + dx, row + dy, ((c * c) + (r * r)) * PerSquare, rowBin, columnBin);
                }
            }
        }

        _samples.Finish();
    }

    private void Accumulate(float angle)
    {
        Array.Clear(_histogram);
        float[] histogram = _histogram;
        for (int i = 0; i < _samples.Count; i++)
        {
            // Directions run against the angle, as in OpenCV, so that descriptors can be compared with its own.
            float turned = angle - _samples.Angle[i];
            float direction = (turned < 0 ? turned + 360 : turned) * (Directions / 360f);
            float row = _samples.Row[i], column = _samples.Column[i], weight = _samples.Weight[i];
            float row0 = MathF.Floor(row), column0 = MathF.Floor(column), direction0 = MathF.Floor(direction);
            row -= row0;
            column -= column0;
            direction -= direction0;
            int d = (int)direction0 >= Directions ? (int)direction0 - Directions : (int)direction0;
            int at = (((((int)row0 + 1) * PaddedCells) + (int)column0 + 1) * PaddedDirections) + d;

            float lower = weight * row, upper = weight - lower;
            float lowerRight = lower * column, lowerLeft = lower - lowerRight;
            float upperRight = upper * column, upperLeft = upper - upperRight;
            Share(histogram, at, upperLeft, direction);
            Share(histogram, at + PaddedDirections, upperRight, direction);
            Share(histogram, at + (PaddedCells * PaddedDirections), lowerLeft, direction);
            Share(histogram, at + ((PaddedCells + 1) * PaddedDirections), lowerRight, direction);
        }
    }

    private static void Share(float[] histogram, int at, float weight, float direction)
    {
        float second = weight * direction;
        histogram[at] += weight - second;
        histogram[at + 1] += second;
    }

    private void Fold()
    {
        for (int row = 0; row < Cells; row++)
        {
            for (int column = 0; column < Cells; column++)
            {
                int from = (((row + 1) * PaddedCells) + column + 1) * PaddedDirections;
                _histogram[from] += _histogram[from + Directions];
                _histogram[from + 1] += _histogram[from + Directions + 1];
                _histogram.AsSpan(from, Directions).CopyTo(_values.AsSpan(((row * Cells) + column) * Directions));
            }
        }
    }

    private void Normalise(Span<byte> descriptor)
    {
        float largest = MathF.Sqrt(SumOfSquares()) * LargestShare;
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] = Math.Min(_values[i], largest);
        }

        float scale = Length / Math.Max(MathF.Sqrt(SumOfSquares()), 1.1920929e-7f);
        for (int i = 0; i < _values.Length; i++)
        {
            descriptor[i] = (byte)Math.Min(MathF.Round(_values[i] * scale), 255);
        }
    }

    private float SumOfSquares()
    {
        float sum = 0;
        foreach (float value in _values)
        {
            sum += value * value;
        }

        return sum;
    }
}
