using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using ImageSearch.Kernels.Extraction;

namespace ImageSearch.Sift;

/// <summary>
/// The descriptor of a keypoint (Lowe 2004, section 6): 4 x 4 histograms of 8 gradient directions each, in the keypoint's own frame,
/// every sample shared between the nearest bins; normalised, cut at 0.2, normalised to a length of 512 (or by <see cref="RootSift"/>), as
/// bytes.
/// </summary>
internal sealed class DescriptorComputer(SiftKernels kernels, DescriptorKind kind)
{
    private const int Cells = 4;
    private const int Directions = 8;

    /// <summary>A cell's width in units of the keypoint's sigma.</summary>
    private const float CellSigmas = 3;

    /// <summary>GradientSamples count this far from the centre, in cells: half the square and half a cell, up to where nothing is shared
    /// any more.</summary>
    private const float Reach = (Cells + 1) * 0.5f;

    /// <summary>
    /// Every other row is sampled. The planes are blurred by 2 pixels and more, so the rows between say little new: descriptors move by a
    /// fiftieth of their length, and cost half (docs/decisions/0006).
    /// </summary>
    private const int RowStep = 2;

    /// <summary>The window's sigma is half the square's width.</summary>
    private const float Falloff = -1f / (Cells * Cells * 0.5f);

    private const float LargestShare = 0.2f;
    private const float Length = 512;

    /// <summary>A margin of one cell on every side takes what falls outside.</summary>
    private const int PaddedCells = Cells + 2;

    private const int HistogramLength = PaddedCells * PaddedCells * Directions;

    private static readonly float[] FirstLane = MakeFirstLane();
    private static readonly float[] LaneStep = MakeLaneStep();

    private readonly GradientSamples _samples = new(kernels);
    private readonly AlignedFloats _histogram = new(2 * HistogramLength);
    private readonly float[] _values = new float[SiftSettings.DescriptorBytes];
    private readonly SampleWeights _shares = new(kernels);

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
        var frame = new GradientFrame((float)cos / cell, (float)sin / cell, Falloff, 0, 0, 0, 0, Reach);
        _samples.Gather(gaussian, (int)MathF.Round(extremum.X), (int)MathF.Round(extremum.Y), radius, RowStep, frame);
    }

    /// <summary>
    /// Shares every sample between the two nearest rows, columns and directions: a cell's eight directions are one vector, in which a
    /// sample fills two lanes, weighted into four cells. Neighbouring samples mostly meet the same cells, so they take turns between two
    /// histograms, and the one need not wait for the other.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Accumulate(float angle)
    {
        _histogram.Span.Clear();
        int count = _samples.Count;
        _shares.Place(_samples, Falloff, new HistogramGrid(angle, Cells, Directions));
        ref float even = ref _histogram.First;
        ref float odd = ref Unsafe.Add(ref even, HistogramLength);
        var shares = new WeightRefs(_shares);
        int i = 0;
        for (; i < count - 1; i += 2)
        {
            shares.AddTo(ref even, i);
            shares.AddTo(ref odd, i + 1);
        }

        if (i < count)
        {
            shares.AddTo(ref even, i);
        }
    }

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
            int from = (((row + 1) * PaddedCells) + 1) * Directions;
            for (int i = 0; i < Cells * Directions; i += Directions)
            {
                ref float first = ref Unsafe.Add(ref _histogram.First, from + i);
                (Vector256.LoadUnsafe(ref first) + Vector256.LoadUnsafe(ref first, HistogramLength))
                    .CopyTo(_values, (row * Cells * Directions) + i);
            }
        }
    }

    private void Normalise(Span<byte> descriptor)
    {
        var largest = Vector256.Create(MathF.Sqrt(SumOfSquares()) * LargestShare);
        for (int i = 0; i < _values.Length; i += Directions)
        {
            Vector256.Min(Vector256.Create(_values, i), largest).CopyTo(_values, i);
        }

        if (kind == DescriptorKind.RootSift)
        {
            RootSift.Write(_values, descriptor);
            return;
        }

        var scale = Vector256.Create(Length / Math.Max(MathF.Sqrt(SumOfSquares()), 1.1920929e-7f));
        for (int i = 0; i < _values.Length; i += Directions)
        {
            Vector256<int> rounded = Vector256.ConvertToInt32(Vector256.Round(Vector256.Create(_values, i) * scale));
            Vector128<short> narrow = Vector256.Narrow(Vector256.Min(rounded, Vector256.Create((int)byte.MaxValue)), default).GetLower();
            BitConverter.TryWriteBytes(descriptor[i..], Vector128.Narrow(narrow.AsUInt16(), default).AsUInt64()[0]);
        }
    }

    /// <summary>In eight partial sums, always, so that it does not depend on the processor.</summary>
    private float SumOfSquares()
    {
        Vector256<float> sums = default;
        for (int i = 0; i < _values.Length; i += Directions)
        {
            var values = Vector256.Create(_values, i);
            sums = Vector256.FusedMultiplyAdd(values, values, sums);
        }

        Vector128<float> four = sums.GetLower() + sums.GetUpper();
        return (four[0] + four[1]) + (four[2] + four[3]);
    }

    /// <summary>The shares' arrays, looked up once.</summary>
    private readonly ref struct WeightRefs(SampleWeights shares)
    {
        private readonly ref int _cell = ref MemoryMarshal.GetArrayDataReference(shares.Cell);
        private readonly ref int _bin = ref MemoryMarshal.GetArrayDataReference(shares.Bin);
        private readonly ref float _next = ref MemoryMarshal.GetArrayDataReference(shares.Next);
        private readonly ref float _upperLeft = ref MemoryMarshal.GetArrayDataReference(shares.UpperLeft);
        private readonly ref float _upperRight = ref MemoryMarshal.GetArrayDataReference(shares.UpperRight);
        private readonly ref float _lowerLeft = ref MemoryMarshal.GetArrayDataReference(shares.LowerLeft);
        private readonly ref float _lowerRight = ref MemoryMarshal.GetArrayDataReference(shares.LowerRight);
        private readonly ref float _laneStep = ref MemoryMarshal.GetArrayDataReference(LaneStep);
        private readonly ref float _firstLane = ref MemoryMarshal.GetArrayDataReference(FirstLane);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void AddTo(ref float histogram, int i)
        {
            nuint bin = (nuint)Unsafe.Add(ref _bin, i);
            Vector256<float> directions = Vector256.FusedMultiplyAdd(
                Vector256.LoadUnsafe(ref _laneStep, bin), Vector256.Create(Unsafe.Add(ref _next, i)),
                Vector256.LoadUnsafe(ref _firstLane, bin));
            ref float cell = ref Unsafe.Add(ref histogram, Unsafe.Add(ref _cell, i));
            Add(ref cell, Unsafe.Add(ref _upperLeft, i), directions);
            Add(ref Unsafe.Add(ref cell, Directions), Unsafe.Add(ref _upperRight, i), directions);
            Add(ref Unsafe.Add(ref cell, PaddedCells * Directions), Unsafe.Add(ref _lowerLeft, i), directions);
            Add(ref Unsafe.Add(ref cell, (PaddedCells + 1) * Directions), Unsafe.Add(ref _lowerRight, i), directions);
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private static void Add(ref float cell, float weight, Vector256<float> directions) =>
            Vector256.FusedMultiplyAdd(Vector256.Create(weight), directions, Vector256.LoadUnsafe(ref cell)).StoreUnsafe(ref cell);
    }
}
