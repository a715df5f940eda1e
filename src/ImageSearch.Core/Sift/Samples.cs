using System.Numerics;

namespace ImageSearch.Sift;

/// <summary>The gradient samples around a keypoint, as arrays that vectors run over; kept from keypoint to keypoint.</summary>
internal sealed class Samples
{
    private int _count;

    public float[] GradientX { get; private set; } = [];

    public float[] GradientY { get; private set; } = [];

    /// <summary>First the exponents of the Gaussian weights, after <see cref="Finish"/> the weights times the gradients' lengths.</summary>
    public float[] Weight { get; private set; } = [];

    /// <summary>After <see cref="Finish"/>: direction of the gradients in degrees, towards the y axis, 0 up to 360.</summary>
    public float[] Angle { get; private set; } = [];

    public float[] Row { get; private set; } = [];

    public float[] Column { get; private set; } = [];

    public int Count => _count;

    /// <summary>Begins a keypoint with at most this many samples.</summary>
    public void Begin(int capacity)
    {
        _count = 0;
        if (Weight.Length < capacity + Vector<float>.Count)
        {
            int length = capacity + Vector<float>.Count;
            (GradientX, GradientY, Weight) = (new float[length], new float[length], new float[length]);
            (Angle, Row, Column) = (new float[length], new float[length], new float[length]);
        }
    }

    public void Add(Plane plane, int x, int y, float exponent, float row = 0, float column = 0)
    {
        float[] data = plane.Data;
        int at = (y * plane.Width) + x, i = _count++;
        GradientX[i] = data[at + 1] - data[at - 1];
        GradientY[i] = data[at + plane.Width] - data[at - plane.Width];
        Weight[i] = exponent;
        Row[i] = row;
        Column[i] = column;
    }

    /// <summary>Turns gradients and exponents into directions and weights.</summary>
    public void Finish()
    {
        for (int i = 0; i < _count; i += Vector<float>.Count)
        {
            var x = new Vector<float>(GradientX, i);
            var y = new Vector<float>(GradientY, i);
            VectorMath.Atan2Degrees(y, x).CopyTo(Angle, i);
            Vector<float> length = Vector.SquareRoot(Vector.FusedMultiplyAdd(x, x, y * y));
            (VectorMath.Exp(new Vector<float>(Weight, i)) * length).CopyTo(Weight, i);
        }
    }
}
