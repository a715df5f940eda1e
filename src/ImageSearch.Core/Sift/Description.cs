using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

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

    /// <summary>A margin of one cell on every side takes what falls outside.</summary>
    private const int PaddedCells = Cells + 2;

    private static readonly float[] FirstLane = MakeFirstLane();
    private static readonly float[] LaneStep = MakeLaneStep();

    private readonly Samples _samples = new();
    private readonly float[] _histogram = new float[PaddedCells * PaddedCells * Directions];
    private readonly float[] _values = new float[SiftSettings.DescriptorBytes];
    private int[] _cell = [];
    private int[] _bin = [];
    private float[] _direction = [];

    /// <summary>Describes one keypoint of an octave, turned by its angle (degrees), into 128 bytes.</summary>
    public void Describe(Plane gaussian, in Extremum extremum, float angle, Span<byte> descriptor)
    {
        Gather(gaussian, extremum, angle);
        Accumulate(angle);
        TakeCells();
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

    /// <summary>
    /// Shares every sample between the two nearest rows, columns and directions: a cell's eight directions are one vector, in which a
    /// sample fills two lanes, weighted into four cells.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(float angle)
    {
        Array.Clear(_histogram);
        int count = _samples.Count;
        if (_cell.Length < _samples.Weight.Length)
        {
            (_cell, _bin, _direction) = (new int[_samples.Weight.Length], new int[_samples.Weight.Length], new float[_samples.Weight.Length]);
        }

        PlaceSamples(angle, count);
        ref float histogram = ref MemoryMarshal.GetArrayDataReference(_histogram);
        ref float first = ref MemoryMarshal.GetArrayDataReference(FirstLane);
        ref float step = ref MemoryMarshal.GetArrayDataReference(LaneStep);
        for (int i = 0; i < count; i++)
        {
            float weight = _samples.Weight[i], row = _samples.Row[i], column = _samples.Column[i];
            float lower = weight * row, upper = weight - lower;
            float lowerRight = lower * column, upperRight = upper * column;
            nuint bin = (nuint)_bin[i];
            Vector256<float> directions = Vector256.FusedMultiplyAdd(
                Vector256.LoadUnsafe(ref step, bin), Vector256.Create(_direction[i]), Vector256.LoadUnsafe(ref first, bin));
            ref float cell = ref Unsafe.Add(ref histogram, _cell[i]);
            Share(ref cell, upper - upperRight, directions);
            Share(ref Unsafe.Add(ref cell, Directions), upperRight, directions);
            Share(ref Unsafe.Add(ref cell, PaddedCells * Directions), lower - lowerRight, directions);
            Share(ref Unsafe.Add(ref cell, (PaddedCells + 1) * Directions), lowerRight, directions);
        }
    }

    /// <summary>Finds each sample's first bin, and leaves in rows, columns and directions the shares that go to the second.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
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
            Vector<float> cell = (((row0 + Vector<float>.One) * PaddedCells) + column0 + Vector<float>.One) * Directions;
            Vector.ConvertToInt32(cell).CopyTo(_cell, i);
            ((Vector.ConvertToInt32(direction0) & new Vector<int>(Directions - 1)) * Directions).CopyTo(_bin, i);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Share(ref float cell, float weight, Vector256<float> directions) =>
        Vector256.FusedMultiplyAdd(Vector256.Create(weight), directions, Vector256.LoadUnsafe(ref cell)).StoreUnsafe(ref cell);

    /// <summary>For each direction eight lanes: 1 in its own.</summary>
    private static float[] MakeFirstLane() =>
        [.. Enumerable.Range(0, Directions * Directions).Select(i => i / Directions == i % Directions ? 1f : 0f)];

    /// <summary>For each direction eight lanes: what a step to the next one takes from its own and gives to the other.</summary>
    private static float[] MakeLaneStep() =>
        [.. Enumerable.Range(0, Directions * Directions).Select(i =>
            i / Directions == i % Directions ? -1f : ((i / Directions) + 1) % Directions == i % Directions ? 1f : 0f)];

    private void TakeCells()
    {
        for (int row = 0; row < Cells; row++)
        {
            _histogram.AsSpan((((row + 1) * PaddedCells) + 1) * Directions, Cells * Directions).CopyTo(_values.AsSpan(row * Cells * Directions));
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
