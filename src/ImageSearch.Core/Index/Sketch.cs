using System.Runtime.CompilerServices;
using ImageSearch.Kernels.Scan;

namespace ImageSearch.Index;

/// <summary>
/// A row's sketch: its leading 32 coordinates in the basis, 8 bits each, by which most rows are ruled out unseen. Integers from end to end,
/// so that every machine makes the same ones. They lie in the blocks of <see cref="ScanLayout"/>, 128 above what they are, each row with
/// minus half the squared length of its sketch, rounded up; unused rows of the last block are zero.
/// </summary>
internal static unsafe class Sketch
{
    /// <summary>Projections are divided by 2 to this: a step of a coordinate is 2 units of distance, the basis being 4096 long.</summary>
    public const int StepBits = 13;

    /// <summary>Bytes that the sketches of some rows take.</summary>
    public static long Bytes(long rows) => (rows + ScanLayout.BlockRows - 1) / ScanLayout.BlockRows * ScanLayout.BlockBytes;

    /// <summary>The sketch of a row of 128 bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Make(ScanKernels kernels, byte* row, Span<sbyte> sketch)
    {
        int* products = stackalloc int[ScanLayout.Axes];
        fixed (short* axes = SketchBasis.Numbers)
        {
            kernels.Project(row, axes, ScanLayout.Axes, products);
        }

        ReadOnlySpan<int> centres = SketchBasis.Centres;
        for (int axis = 0; axis < ScanLayout.Axes; axis++)
        {
            int centred = products[axis] - centres[axis] + (1 << (StepBits - 1));
            sketch[axis] = (sbyte)Math.Clamp(centred >> StepBits, sbyte.MinValue, sbyte.MaxValue);
        }
    }

    /// <summary>The sum of the squares of a sketch's coordinates.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int SquaredLength(ReadOnlySpan<sbyte> sketch)
    {
        int sum = 0;
        foreach (sbyte coordinate in sketch)
        {
            sum += coordinate * coordinate;
        }

        return sum;
    }

    /// <summary>Makes the sketches of consecutive rows and writes them where they belong.</summary>
    /// <param name="kernels">To make them with.</param>
    /// <param name="rows">Rows of 128 bytes.</param>
    /// <param name="count">How many.</param>
    /// <param name="blocks">The blocks of all rows of the segment.</param>
    /// <param name="firstRow">Which row of the segment the first one is.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Write(ScanKernels kernels, byte* rows, int count, byte* blocks, long firstRow)
    {
        Span<sbyte> sketch = stackalloc sbyte[ScanLayout.Axes];
        for (int i = 0; i < count; i++)
        {
            Make(kernels, rows + ((nint)i * ScanLayout.RowBytes), sketch);
            (long block, long lane) = Math.DivRem(firstRow + i, ScanLayout.BlockRows);
            byte* at = blocks + (block * ScanLayout.BlockBytes);
            if (lane == 0)
            {
                new Span<byte>(at, ScanLayout.BlockBytes).Clear();
            }

            for (int axis = 0; axis < ScanLayout.Axes; axis++)
            {
                at[(axis / ScanLayout.GroupAxes * ScanLayout.GroupBytes) + (lane * ScanLayout.GroupAxes) + (axis % ScanLayout.GroupAxes)] =
                    (byte)(sketch[axis] + 128);
            }

            ((int*)(at + ScanLayout.SumsOffset))[lane] = -(SquaredLength(sketch) >> 1);
        }
    }
}
