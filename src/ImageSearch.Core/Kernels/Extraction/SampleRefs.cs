namespace ImageSearch.Kernels.Extraction;

/// <summary>The first elements of the arrays that samples are in: gradients along x and y, columns and rows in the frame.</summary>
internal ref struct SampleRefs
{
    public ref float X;
    public ref float Y;
    public ref float Columns;
    public ref float Rows;
}
