using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ImageSearch.Sift;

/// <summary>
/// The gradient samples around a keypoint in the keypoint's own frame, as arrays that vectors run over; kept from keypoint to keypoint.
/// Every value depends on its own pixel alone, so every vector width gives the same bits.
/// </summary>
internal sealed class Samples
{
    private static readonly Vector<float> Lanes = Vector.ConvertToSingle(Vector<int>.Indices);

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
        if (Weight.Length < capacity + Vector<float>.Count)
        {
            int length = capacity + Vector<float>.Count;
            (Weight, Angle, Column, Row) = (new float[length], new float[length], new float[length], new float[length]);
        }
    }

    /// <summary>Adds the pixels of a row from <paramref name="firstX"/> to <paramref name="lastX"/>, none of them on the plane's border.</summary>
    /// <param name="plane">The blurred plane.</param>
    /// <param name="y">The row.</param>
    /// <param name="firstX">The first column.</param>
    /// <param name="lastX">The last column.</param>
    /// <param name="frame">The keypoint's frame.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void AddRow(Plane plane, int y, int firstX, int lastX, in Frame frame)
    {
        int count = lastX - firstX + 1;
        if (count <= 0)
        {
            return;
        }

        ref float above = ref Unsafe.Add(ref plane.RowStart(y - 1), firstX);
        ref float here = ref Unsafe.Add(ref plane.RowStart(y), firstX);
        ref float below = ref Unsafe.Add(ref plane.RowStart(y + 1), firstX);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(Count + count + Vector<float>.Count, Weight.Length);
        ref float weights = ref MemoryMarshal.GetArrayDataReference(Weight);
        float dy = y - frame.CentreY;
        var alongX = new Vector<float>(frame.AlongX);
        var alongY = new Vector<float>(frame.AlongY);
        var columnOfRow = new Vector<float>(dy * frame.AlongY);
        var rowOfRow = new Vector<float>(dy * frame.AlongX);
        var perSquare = new Vector<float>(frame.PerSquare);
        Vector<float> dx = Lanes + new Vector<float>(firstX - frame.CentreX);
        for (int i = 0; i < count; i += Vector<float>.Count)
        {
            Vector<float> column = (dx * alongX) + columnOfRow;
            Vector<float> row = rowOfRow - (dx * alongY);
            Vector<float> gx = Vector.LoadUnsafe(ref Unsafe.Add(ref here, i + 1)) - Vector.LoadUnsafe(ref Unsafe.Add(ref here, i - 1));
            Vector<float> gy = Vector.LoadUnsafe(ref Unsafe.Add(ref below, i)) - Vector.LoadUnsafe(ref Unsafe.Add(ref above, i));
            Vector<float> length = Vector.SquareRoot(Vector.FusedMultiplyAdd(gx, gx, gy * gy));
            Vector<float> falloff = VectorMath.Exp(Vector.FusedMultiplyAdd(column, column, row * row) * perSquare);
            nuint at = (nuint)(Count + i);
            (length * falloff).StoreUnsafe(ref weights, at);
            VectorMath.Atan2Degrees(gy, gx).StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(Angle), at);
            column.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(Column), at);
            row.StoreUnsafe(ref MemoryMarshal.GetArrayDataReference(Row), at);
            dx += new Vector<float>(Vector<float>.Count);
        }

        Count += count;
    }

    /// <summary>Where a keypoint's frame lies and how far its Gaussian window reaches.</summary>
    /// <param name="CentreX">The keypoint's pixel.</param>
    /// <param name="CentreY">The keypoint's pixel.</param>
    /// <param name="AlongX">The frame's x axis on the pixels' x axis, in frame units a pixel.</param>
    /// <param name="AlongY">The frame's x axis on the pixels' y axis, in frame units a pixel.</param>
    /// <param name="PerSquare">The weight of a sample is e to this, times its squared distance in frame units.</param>
    internal readonly record struct Frame(int CentreX, int CentreY, float AlongX, float AlongY, float PerSquare)
    {
        /// <summary>Column of a pixel in the frame, to the bit what <see cref="AddRow"/> computes.</summary>
        public float Column(int dx, int dy) => (dx * AlongX) + (dy * AlongY);

        /// <summary>Row of a pixel in the frame, to the bit what <see cref="AddRow"/> computes.</summary>
        public float Row(int dx, int dy) => (dy * AlongX) - (dx * AlongY);
    }
}
