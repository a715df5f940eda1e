namespace ImageSearch.Kernels.Extraction;

/// <summary>The first elements of the arrays that the shares of samples go to.</summary>
internal ref struct WeightArrays
{
    public ref int Cells;
    public ref int Bins;
    public ref float Next;
    public ref float UpperLeft;
    public ref float UpperRight;
    public ref float LowerLeft;
    public ref float LowerRight;
}
