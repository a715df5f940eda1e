using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ImageSearch.Kernels;

namespace ImageSearch.Sift;

/// <summary>The gradient samples around a keypoint in the keypoint's own frame, as arrays; kept from keypoint to keypoint.</summary>
internal sealed class Samples(SiftKernels kernels)
{
    /// <summary>Lengths of the gradients times their Gaussian weights.</summary>
    public float[] Weight { get; private set; } = [];

    /// <summary>Directions of the gradients in degrees, towards the y axis, 0 up to 360.</summary>
    public float[] Angle { get; private set; } = [];

    /// <summary>Distance along the frame's x axis.</summary>
    public float[] Column { get; private set; } = [];

    /// <summary>Distance along the frame's y axis.</summary>
    public float[] Row { get; private set; } = [];

    public int Count { get; private set; }

    /// <summary>Begins a keypoint with at most this many samples.</summary>
    public void Begin(int capacity)
    {
        Count = 0;
        int length = capacity + SiftKernels.SpareFloats;
        if (Weight.Length < length)
        {
            (Weight, Angle, Column, Row) = (new float[length], new float[length], new float[length], new float[length]);
        }
    }

    /// <summary>Adds the pixels of a row from <paramref name="firstDx"/> to <paramref name="lastDx"/>, none of them on the plane's border.</summary>
    /// <param name="plane">The blurred plane.</param>
    /// <param name="dy">The row, from the frame's centre.</param>
    /// <param name="firstDx">The first column, from the frame's centre.</param>
    /// <param name="lastDx">The last column, from the frame's centre.</param>
    /// <param name="frame">The keypoint's frame.</param>
    public void AddRow(Plane plane, int dy, int firstDx, int lastDx, in GradientFrame frame)
    {
        int count = lastDx - firstDx + 1;
        if (count <= 0)
        {
            return;
        }

        ArgumentOutOfRangeException.ThrowIfGreaterThan(Count + count + SiftKernels.SpareFloats, Weight.Length);
        int x = frame.CentreX + firstDx, y = frame.CentreY + dy;
        kernels.GradientRow(
            ref Unsafe.Add(ref plane.RowStart(y - 1), x), ref Unsafe.Add(ref plane.RowStart(y), x), ref Unsafe.Add(ref plane.RowStart(y + 1), x),
            firstDx, dy, count, frame, ref First(Weight), ref First(Angle), ref First(Column), ref First(Row));
        Count += count;
    }

    private ref float First(float[] array) => ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(array), Count);
}
