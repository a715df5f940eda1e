using System.Numerics;
using System.Runtime.CompilerServices;

namespace ImageSearch.Sift;

/// <summary>Where samples go in a descriptor's histograms: the first of four cells, the first of two directions, and the shares.</summary>
internal sealed class SampleShares
{
    /// <summary>Offset of the upper left cell.</summary>
    public int[] Cell { get; private set; } = [];

    /// <summary>Offset of the first direction in the tables of lanes.</summary>
    public int[] Bin { get; private set; } = [];

    /// <summary>The share of the second direction.</summary>
    public float[] Direction { get; private set; } = [];

    public float[] UpperLeft { get; private set; } = [];

    public float[] UpperRight { get; private set; } = [];

    public float[] LowerLeft { get; private set; } = [];

    public float[] LowerRight { get; private set; } = [];

    /// <summary>Places the samples of a keypoint that is turned by the angle in degrees.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Place(Samples samples, float angle)
    {
        Reserve(samples.Weight.Length);
        var turn = new Vector<float>(angle);
        var centre = new Vector<float>((Description.Cells * 0.5f) - 0.5f);
        for (int i = 0; i < samples.Count; i += Vector<float>.Count)
        {
            Vector<float> row = new Vector<float>(samples.Row, i) + centre;
            Vector<float> column = new Vector<float>(samples.Column, i) + centre;
            Vector<float> row0 = Vector.Floor(row), column0 = Vector.Floor(column);
            Vector<float> cell = (((row0 + Vector<float>.One) * Description.PaddedCells) + column0 + Vector<float>.One) * Description.Directions;
            Vector.ConvertToInt32(cell).CopyTo(Cell, i);

            // Directions run against the angle, as in OpenCV, so that descriptors can be compared with its own.
            Vector<float> direction = turn - new Vector<float>(samples.Angle, i);
            direction = Vector.ConditionalSelect(Vector.LessThan(direction, Vector<float>.Zero), direction + new Vector<float>(360), direction)
                * new Vector<float>(Description.Directions / 360f);
            Vector<float> direction0 = Vector.Floor(direction);
            ((Vector.ConvertToInt32(direction0) & new Vector<int>(Description.Directions - 1)) * Description.Directions).CopyTo(Bin, i);
            (direction - direction0).CopyTo(Direction, i);

            var weight = new Vector<float>(samples.Weight, i);
            Vector<float> lower = weight * (row - row0), upper = weight - lower;
            Vector<float> right = column - column0, lowerRight = lower * right, upperRight = upper * right;
            (upper - upperRight).CopyTo(UpperLeft, i);
            upperRight.CopyTo(UpperRight, i);
            (lower - lowerRight).CopyTo(LowerLeft, i);
            lowerRight.CopyTo(LowerRight, i);
        }
    }

    private void Reserve(int length)
    {
        if (Cell.Length < length)
        {
            (Cell, Bin, Direction) = (new int[length], new int[length], new float[length]);
            (UpperLeft, UpperRight, LowerLeft, LowerRight) = (new float[length], new float[length], new float[length], new float[length]);
        }
    }
}
