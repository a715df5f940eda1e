namespace ImageSearch.Kernels;

/// <summary>The first elements of the arrays that samples come in (weights, angles, columns, rows) and that their shares go to.</summary>
internal ref struct ShareArrays
{
    public ref float Weights;
    public ref float Angles;
    public ref float Columns;
    public ref float Rows;
    public ref int Cells;
    public ref int Bins;
    public ref float Next;
    public ref float UpperLeft;
    public ref float UpperRight;
    public ref float LowerLeft;
    public ref float LowerRight;
}
