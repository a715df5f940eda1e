using System.Runtime.InteropServices;

namespace ImageSearch.Cuda;

/// <summary>What the scan of some rows is given: ScanArguments of kernels/nearest.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ScanArguments
{
    public nint Rows;
    public nint RowLengths;
    public nint Wanted;
    public nint Queries;
    public nint QueryLengths;
    public nint Limits;
    public nint Candidates;
    public nint Counts;
    public long FirstRow;
    public int RowCount;
    public int Lanes;
    public int Capacity;
    public int K;
}
