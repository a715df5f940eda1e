using System.Runtime.InteropServices;
using ImageSearch.Kernels.Extraction;

namespace ImageSearch.Sift;

/// <summary>Where samples go in a descriptor's histograms: the first of four cells, the first of two directions, and the shares.</summary>
internal sealed class SampleWeights(SiftKernels kernels)
{
    /// <summary>Offset of the upper left cell.</summary>
    public int[] Cell { get; private set; } = [];

    /// <summary>Offset of the first direction in the tables of lanes.</summary>
    public int[] Bin { get; private set; } = [];

    /// <summary>The share of the next direction.</summary>
    public float[] Next { get; private set; } = [];

    public float[] UpperLeft { get; private set; } = [];

    public float[] UpperRight { get; private set; } = [];

    public float[] LowerLeft { get; private set; } = [];

    public float[] LowerRight { get; private set; } = [];

    /// <summary>Places the samples of a keypoint, weighted by a Gaussian window, in a grid.</summary>
    public void Place(GradientSamples samples, float perSquare, in HistogramGrid grid)
    {
        Reserve(samples.Room);
        var shares = new WeightArrays
        {
            Cells = ref MemoryMarshal.GetArrayDataReference(Cell),
            Bins = ref MemoryMarshal.GetArrayDataReference(Bin),
            Next = ref First(Next),
            UpperLeft = ref First(UpperLeft),
            UpperRight = ref First(UpperRight),
            LowerLeft = ref First(LowerLeft),
            LowerRight = ref First(LowerRight),
        };
        kernels.PlaceWeights(samples.Refs, samples.Count, perSquare, grid, shares);
    }

    private static ref float First(float[] array) => ref MemoryMarshal.GetArrayDataReference(array);

    private void Reserve(int length)
    {
        if (Cell.Length < length)
        {
            (Cell, Bin, Next) = (new int[length], new int[length], new float[length]);
            (UpperLeft, UpperRight, LowerLeft, LowerRight) = (new float[length], new float[length], new float[length], new float[length]);
        }
    }
}
