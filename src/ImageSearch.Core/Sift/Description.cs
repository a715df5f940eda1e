using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

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

    /// <summary>Samples count this far from the centre, in cells: half the square and half a cell, up to where nothing is shared any more.</summary>
    private const float Reach = (Cells + 1) * 0.5f;

    private const float LargestShare = 0.2f;
    private const float Length = 512;

    /// <summary>A margin of one cell on every side takes what falls outside; two directions more take what wraps around.</summary>
    private const int PaddedCells = Cells + 2;
    private const int PaddedDirections = Directions + 2;

    private readonly Samples _samples = new();
    private readonly float[] _histogram = new float[PaddedCells * PaddedCells * PaddedDirections];
    private int[] _at = [];
    private float[] _direction = [];
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
        int centreX = (int)MathF.Round(extremum.X), centreY = (int)MathF.Round(extremum.Y);
        var frame = new Samples.Frame(centreX, centreY, (float)cos / cell, (float)sin / cell, -1f / (Cells * Cells * 0.5f));
        _samples.Begin(((2 * radius) + 1) * ((2 * radius) + 1));
        for (int dy = Math.Max(-radius, 1 - centreY); dy <= Math.Min(radius, gaussian.Height - 2 - centreY); dy++)
        {
            (int first, int last) = RowInside(frame, dy, Math.Max(-radius, 1 - centreX), Math.Min(radius, gaussian.Width - 2 - centreX));
            _samples.AddRow(gaussian, centreY + dy, centreX + first, centreX + last, frame);
        }
    }

    /// <summary>
    /// The pixels of a row that lie in the turned square: its columns and rows are linear in x, so they are one run. Where it begins and
    /// ends is estimated from the square's sides and then corrected by the very test.
    /// </summary>
    private static (int First, int Last) RowInside(in Samples.Frame frame, int dy, int first, int last)
    {
        Narrow(dy * frame.AlongY, frame.AlongX, ref first, ref last);
        Narrow(dy * frame.AlongX, -frame.AlongY, ref first, ref last);
        while (first <= last && !IsInside(frame, first, dy))
        {
            first++;
        }

        while (last >= first && !IsInside(frame, last, dy))
        {
            last--;
        }

        return (first, last);
    }

    /// <summary>Keeps the x for which offset + x slope may lie within the square's reach, and one more on each side.</summary>
    private static void Narrow(float offset, float slope, ref int first, ref int last)
    {
        if (Math.Abs(slope) < 1e-6f)
        {
            return;
        }

        float a = (-Reach - offset) / slope, b = (Reach - offset) / slope;
        first = (int)Math.Max(first, Math.Floor(Math.Min(a, b)) - 1);
        last = (int)Math.Min(last, Math.Ceiling(Math.Max(a, b)) + 1);
    }

    private static bool IsInside(in Samples.Frame frame, int dx, int dy) =>
        Math.Abs(frame.Column(dx, dy)) < Reach && Math.Abs(frame.Row(dx, dy)) < Reach;

    /// <summary>Shares every sample between the two nearest rows, columns and directions.</summary>
    private void Accumulate(float angle)
    {
        Array.Clear(_histogram);
        int count = _samples.Count;
        if (_at.Length < _samples.Weight.Length)
        {
            (_at, _direction) = (new int[_samples.Weight.Length], new float[_samples.Weight.Length]);
        }

        PlaceSamples(angle, count);
        ref float histogram = ref MemoryMarshal.GetArrayDataReference(_histogram);
        for (int i = 0; i < count; i++)
        {
            float weight = _samples.Weight[i], row = _samples.Row[i], column = _samples.Column[i], direction = _direction[i];
            ref float at = ref Unsafe.Add(ref histogram, _at[i]);
            float lower = weight * row, upper = weight - lower;
            float lowerRight = lower * column, lowerLeft = lower - lowerRight;
            float upperRight = upper * column, upperLeft = upper - upperRight;
            Share(ref at, upperLeft, direction);
            Share(ref Unsafe.Add(ref at, PaddedDirections), upperRight, direction);
            Share(ref Unsafe.Add(ref at, PaddedCells * PaddedDirections), lowerLeft, direction);
            Share(ref Unsafe.Add(ref at, (PaddedCells + 1) * PaddedDirections), lowerRight, direction);
        }
    }

    /// <summary>Finds each sample's first bin, and leaves in rows, columns and directions the shares that go to the second.</summary>
    private void PlaceSamples(float angle, int count)
    {
        var turn = new Vector<float>(angle);
        var centre = new Vector<float>((Cells * 0.5f) - 0.5f);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> row = new Vector<float>(_samples.Row, i) + centre;
            Vector<float> column = new Vector<float>(_samples.Column, i) + centre;

            // Directions run against the angle, as in OpenCV, so that descriptors can be compared with its own.
            Vector<float> direction = turn - new Vector<float>(_samples.Angle, i);
            direction = Vector.ConditionalSelect(Vector.LessThan(direction, Vector<float>.Zero), direction + new Vector<float>(360), direction)
                * new Vector<float>(Directions / 360f);
            Vector<float> row0 = Vector.Floor(row), column0 = Vector.Floor(column), direction0 = Vector.Floor(direction);
            (row - row0).CopyTo(_samples.Row, i);
            (column - column0).CopyTo(_samples.Column, i);
            (direction - direction0).CopyTo(_direction, i);
            Vector<float> wrapped = Vector.ConditionalSelect(
                Vector.GreaterThanOrEqual(direction0, new Vector<float>(Directions)), direction0 - new Vector<float>(Directions), direction0);
            Vector<float> at = (((row0 + Vector<float>.One) * PaddedCells) + column0 + Vector<float>.One) * PaddedDirections;
            Vector.ConvertToInt32(at + wrapped).CopyTo(_at, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Share(ref float first, float weight, float direction)
    {
        float second = weight * direction;
        first += weight - second;
        Unsafe.Add(ref first, 1) += second;
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
