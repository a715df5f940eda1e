using System.Runtime.InteropServices;

namespace ImageSearch.Cuda;

/// <summary>What the merge of a query row's lists is given: MergeArguments of kernels/nearest.cu.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct MergeArguments
{
    public nint Limits;
    public nint Candidates;
    public nint Counts;
    public nint Nearest;
    public nint NearestCounts;
    public int Lanes;
    public int Capacity;
    public int K;
}
